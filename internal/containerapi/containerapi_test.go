package containerapi

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/kubectl-threat/kubectl-threat/internal/googleapi"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/test/google"
)

const (
	analyst = "analyst@retail-live-4471.example"
	project = "retail-live-4471"
	number  = "123456789012"
	zone    = "europe-west4-b"
)

func start(t *testing.T) (*google.Server, API) {
	t.Helper()
	s, err := google.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if refused := s.Refused(); len(refused) > 0 {
			t.Errorf("asked what Google does not know: %q", refused)
		}
	})
	s.AddProject(google.Project{ID: project, Number: number})
	return s, API{Calls: &googleapi.Client{
		HTTP: s.Client(), Tokens: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: s.Token(analyst)}),
	}}
}

func TestCluster(t *testing.T) {
	s, api := start(t)
	s.AddCluster(project, google.Cluster{Name: "tills", Location: zone, Endpoint: "203.0.113.10"})
	for _, by := range []string{project, number} {
		found, err := api.Cluster(t.Context(), Name{by, zone, "tills"})
		if err != nil || found.Location != zone || found.Status != Running {
			t.Errorf("%s: %+v, %v", by, found, err)
		}
	}
	if got := len(s.Requests()); got != 2 {
		t.Errorf("it asked %d times", got)
	}
}

func TestNoSuchCluster(t *testing.T) {
	tests := map[string]struct {
		set  func(*google.Server)
		says string
	}{
		"in the region": {
			func(s *google.Server) {
				s.AddCluster(project, google.Cluster{Name: "tills", Location: "europe-west4"})
				s.AddCluster(project, google.Cluster{Name: "other", Location: "europe-west1"})
			},
			"there is no cluster tills in europe-west4-b of project retail-live-4471, but there is one in europe-west4",
		},
		"nowhere": {
			func(*google.Server) {},
			"there is no cluster tills in europe-west4-b of project retail-live-4471, nor elsewhere in the project",
		},
		"who knows": {
			func(s *google.Server) { s.Deny(analyst, "container.clusters.list") },
			`there is no cluster tills in europe-west4-b of project retail-live-4471 (other locations: ` +
				`container.googleapis.com answered 403: Required "container.clusters.list" permission(s) for "projects/retail-live-4471".)`,
		},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			s, api := start(t)
			tt.set(s)
			_, err := api.Cluster(t.Context(), Name{project, zone, "tills"})
			var missing *NotFoundError
			if !errors.As(err, &missing) || missing.GapReason() != threat.Gone || err.Error() != tt.says {
				t.Errorf("it says\n%v\nwant\n%s", err, tt.says)
			}
		})
	}
}

func TestDenied(t *testing.T) {
	s, api := start(t)
	s.Deny(analyst, "container.clusters.get")
	_, err := api.Cluster(t.Context(), Name{project, zone, "tills"})
	var refused *googleapi.Error
	if !errors.As(err, &refused) || refused.GapReason() != threat.Denied || !strings.HasPrefix(err.Error(), "getting cluster tills: ") {
		t.Errorf("it says %v", err)
	}
}

// TestServer holds the rules that gcloud was seen to follow.
func TestServer(t *testing.T) {
	const ip, private, name = "203.0.113.10", "10.128.0.2", "gke-0a1b2c3d4e5f-123456789012.europe-west4-b.gke.goog"
	off := &google.ControlPlane{DNS: &google.DNSEndpoint{Endpoint: name}, IP: &google.IPEndpoints{}}
	open := &google.ControlPlane{DNS: &google.DNSEndpoint{Endpoint: name, External: true}}
	tests := map[string]struct {
		cluster google.Cluster
		way     Way
		want    string // the URL
		says    string // where there is none
	}{
		"as it comes":                {google.Cluster{Endpoint: ip}, Default, "https://" + ip, ""},
		"not running":                {google.Cluster{Endpoint: ip, Status: "RECONCILING"}, Default, "https://" + ip, ""},
		"not there yet":              {google.Cluster{Status: "PROVISIONING"}, Default, "", "has no endpoint yet: its status is PROVISIONING"},
		"no authority":               {google.Cluster{Endpoint: ip, MasterAuth: google.MasterAuth{CA: []byte{}}}, Default, "", "gave no certificate authority"},
		"an authority that is none":  {google.Cluster{Endpoint: ip, MasterAuth: google.MasterAuth{CA: []byte("x")}}, Default, "", "a certificate authority that is none"},
		"IP switched off":            {google.Cluster{Endpoint: ip, ControlPlane: off}, Default, "https://" + name, ""},
		"IP switched off, no DNS":    {google.Cluster{ControlPlane: &google.ControlPlane{IP: &google.IPEndpoints{}}}, Default, "", "has no DNS endpoint"},
		"internal":                   {google.Cluster{Endpoint: ip, Private: &google.Private{Endpoint: private}}, InternalIP, "https://" + private, ""},
		"internal, switched off":     {google.Cluster{Private: &google.Private{Endpoint: private}, ControlPlane: off}, InternalIP, "", "has its IP endpoints switched off"},
		"internal, of a public one":  {google.Cluster{Endpoint: ip}, InternalIP, "", "has no private address"},
		"internal, not there yet":    {google.Cluster{Private: &google.Private{}}, InternalIP, "", "has no private address yet"},
		"by DNS":                     {google.Cluster{Endpoint: ip, ControlPlane: open}, DNS, "https://" + name, ""},
		"by DNS, from inside only":   {google.Cluster{Endpoint: ip, ControlPlane: off}, DNS, "", "does not let its DNS endpoint be reached"},
		"by DNS, which it hasn't":    {google.Cluster{Endpoint: ip}, DNS, "", "does not let its DNS endpoint be reached"},
		"by DNS, without an address": {google.Cluster{ControlPlane: &google.ControlPlane{DNS: &google.DNSEndpoint{External: true}}}, DNS, "", "has no DNS endpoint"},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			s, api := start(t)
			tt.cluster.Name, tt.cluster.Location = "tills", zone
			s.AddCluster(project, tt.cluster)
			found, err := api.Cluster(t.Context(), Name{project, zone, "tills"})
			if err != nil {
				t.Fatal(err)
			}
			got, err := found.Server(tt.way)
			if tt.says != "" {
				if err == nil || !strings.HasPrefix(err.Error(), "cluster tills") || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("it says %v", err)
				}
				return
			}
			if err != nil || got.URL != tt.want || got.DNS == (len(got.CA) > 0) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}
