package google

import (
	"fmt"
	"net/http"
)

// Cluster is one of GKE's, in the API's own words
// (cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters).
type Cluster struct {
	Name     string `json:"name"`
	Location string `json:"location"`
	// Zone is deprecated and the same; gcloud names the context by it.
	Zone     string `json:"zone"`
	Status   string `json:"status"`
	Endpoint string `json:"endpoint,omitempty"`
	// MasterVersion and NodeVersion keep gcloud's describe from failing.
	MasterVersion string        `json:"currentMasterVersion"`
	NodeVersion   string        `json:"currentNodeVersion"`
	SelfLink      string        `json:"selfLink"`
	MasterAuth    MasterAuth    `json:"masterAuth"`
	ControlPlane  *ControlPlane `json:"controlPlaneEndpointsConfig,omitempty"`
	Private       *Private      `json:"privateClusterConfig,omitempty"`

	project string
}

// MasterAuth holds the cluster's authority.
type MasterAuth struct {
	CA []byte `json:"clusterCaCertificate,omitempty"` // PEM; base64 on the wire
}

// ControlPlane says how to get there.
type ControlPlane struct {
	DNS *DNSEndpoint `json:"dnsEndpointConfig,omitempty"`
	IP  *IPEndpoints `json:"ipEndpointsConfig,omitempty"`
}

// DNSEndpoint is a name for which a public authority vouches.
type DNSEndpoint struct {
	Endpoint string `json:"endpoint,omitempty"`
	External bool   `json:"allowExternalTraffic,omitempty"`
}

// IPEndpoints are the addresses.
type IPEndpoints struct {
	Enabled bool   `json:"enabled,omitempty"`
	Public  string `json:"publicEndpoint,omitempty"`
	Private string `json:"privateEndpoint,omitempty"`
}

// Private are the settings of a cluster with a private address.
type Private struct {
	Endpoint string `json:"privateEndpoint,omitempty"`
	Only     bool   `json:"enablePrivateEndpoint,omitempty"`
}

// AddCluster makes a cluster. What is left empty is filled in: it runs, and its
// authority is that of the stand-in.
func (s *Server) AddCluster(project string, c Cluster) {
	c.project, c.Zone = project, c.Location
	c.MasterVersion, c.NodeVersion = "1.34.1-gke.1000", "1.34.1-gke.1000"
	c.SelfLink = fmt.Sprintf("https://container.googleapis.com/v1/projects/%s/locations/%s/clusters/%s", project, c.Location, c.Name)
	if c.Status == "" {
		c.Status = "RUNNING"
	}
	if c.MasterAuth.CA == nil {
		c.MasterAuth.CA = s.CA()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clusters = append(s.clusters, c)
}

// RemoveCluster deletes a cluster.
func (s *Server) RemoveCluster(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.clusters[:0]
	for _, c := range s.clusters {
		if c.Name != name {
			kept = append(kept, c)
		}
	}
	s.clusters = kept
}

func (s *Server) container() http.Handler {
	mux := http.NewServeMux()
	const clusters = "/v1/projects/{project}/locations/{location}/clusters"
	mux.HandleFunc("GET "+clusters+"/{name}", s.getCluster)
	mux.HandleFunc("GET "+clusters, s.listClusters)
	mux.HandleFunc("/", s.unknown)
	return mux
}

// allowed checks the caller, the parameters and the project of a call.
func (s *Server) allowed(w http.ResponseWriter, r *http.Request, permission, resource string) (Project, bool) {
	account, ok := s.caller(w, r)
	if !ok || !s.params(w, r) {
		return Project{}, false
	}
	project, known := s.project(r.PathValue("project"))
	if !known || !s.may(account, permission) {
		// A project that does not exist is not told from one that may not be seen.
		fail(w, http.StatusForbidden, "PERMISSION_DENIED",
			fmt.Sprintf("Required %q permission(s) for %q.", permission, resource),
			detail{
				"type.googleapis.com/google.rpc.ErrorInfo", "IAM_PERMISSION_DENIED", "container.googleapis.com",
				map[string]string{"permission": permission, "resource": resource},
			})
		return Project{}, false
	}
	return project, true
}

func (s *Server) getCluster(w http.ResponseWriter, r *http.Request) {
	resource := "projects/" + r.PathValue("project") + "/locations/" + r.PathValue("location") + "/clusters/" + r.PathValue("name")
	project, ok := s.allowed(w, r, "container.clusters.get", resource)
	if !ok {
		return
	}
	for _, c := range s.clustersOf(project) {
		if c.Location == r.PathValue("location") && c.Name == r.PathValue("name") {
			answer(w, c)
			return
		}
	}
	fail(w, http.StatusNotFound, "NOT_FOUND", "Not found: "+resource+".")
}

func (s *Server) listClusters(w http.ResponseWriter, r *http.Request) {
	project, ok := s.allowed(w, r, "container.clusters.list", "projects/"+r.PathValue("project"))
	if !ok {
		return
	}
	var found struct {
		Clusters []Cluster `json:"clusters,omitempty"`
	}
	for _, c := range s.clustersOf(project) {
		if where := r.PathValue("location"); where == "-" || where == c.Location {
			found.Clusters = append(found.Clusters, c)
		}
	}
	answer(w, found)
}

func (s *Server) clustersOf(p Project) []Cluster {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Cluster
	for _, c := range s.clusters {
		if c.project == p.ID {
			found = append(found, c)
		}
	}
	return found
}
