package resolve_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/resolve"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func TestTargetRefusesBadNames(t *testing.T) {
	const field = "the finding's "
	tests := map[string]struct {
		finding threat.Finding
		want    threat.Target
		err     string
	}{
		"command for a pod": {
			about(zonalName, withPod("checkout", "-oops; rm -rf /"), withNode("gke-tills-a-1")),
			threat.Node{Cluster: tills(), Name: "gke-tills-a-1"},
			field + `pod name is refused: "-oops; rm -rf /" is not a lowercase RFC 1123 subdomain`,
		},
		"path for a namespace": {
			about(zonalName, withPod("../..", "basket-1")), tills(),
			field + `namespace is refused: "../.." is not a lowercase RFC 1123 label`,
		},
		"no namespace": {about(zonalName, withPod("", "basket-1")), tills(), "the finding gives no namespace of the pod"},
		"quote in a container": {
			about(zonalName, withPod("checkout", "basket-1", `a"b`)),
			threat.Pod{Cluster: tills(), Namespace: "checkout", Name: "basket-1"},
			field + `container name is refused: "a"b" is not a lowercase RFC 1123 label`,
		},
		"escape sequence in a node": {
			about(zonalName, withNode("\x1b[2J")), tills(),
			field + `node name is refused: "\x1b[2J" is not a lowercase RFC 1123 subdomain`,
		},
		"second pod": {
			about(zonalName, withPod("a", "p"), withPod("a", "Q")),
			threat.Pod{Cluster: tills(), Namespace: "a", Name: "p"},
			field + `pod name no. 2 is refused: "Q" is not a lowercase RFC 1123 subdomain`,
		},
		"cluster": {
			about("//container.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/clusters/$(id)"),
			threat.Project{ID: "retail-live-4471"},
			field + `cluster name is refused: "$(id)" is not a GKE cluster name`,
		},
		"location": {
			about("//container.googleapis.com/projects/retail-live-4471/zones/x --y/clusters/tills"),
			threat.Project{ID: "retail-live-4471"},
			field + `cluster location is refused: "x --y" is not a Google Cloud location`,
		},
		"project": {
			about("//container.googleapis.com/projects/-p/zones/europe-west4-b/clusters/tills"), tills(),
			field + `project is refused: "-p" is not a project id or number`,
		},
		"service": {
			about("//run.googleapis.com/projects/retail-live-4471/locations/europe-west4/services/a&b"),
			threat.Project{ID: "retail-live-4471"},
			field + `service name is refused: "a&b" is not a Cloud Run name`,
		},
		"very long": {
			about(zonalName, withPod("checkout", strings.Repeat("a", 300))), tills(),
			field + `pod name is refused: "` + strings.Repeat("a", 80) + `"… is not a lowercase RFC 1123 subdomain`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := resolve.Target(tt.finding)
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(untrusted.Text{})); diff != "" {
				t.Errorf("Target() mismatch (-want +got):\n%s", diff)
			}
			var bad *resolve.BadName
			if !errors.As(err, &bad) || err.Error() != tt.err {
				t.Errorf("Target() error\n got %v\nwant %v", err, tt.err)
			}
		})
	}
}
