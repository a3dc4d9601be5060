// Package containerapi asks the Container API, container.googleapis.com, where the
// control plane of a GKE cluster is and who vouches for it.
package containerapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/googleapi"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Cluster is what the API says of a cluster, as far as it is needed to get there
// (cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters).
// JSON leaves out what is false or empty.
type Cluster struct {
	Name     string `json:"name"`
	Location string `json:"location"`
	Status   string `json:"status"`
	// Endpoint is the address that the cluster prefers, HOST or HOST:PORT.
	Endpoint   string `json:"endpoint"`
	MasterAuth struct {
		CA []byte `json:"clusterCaCertificate"` // PEM, in base64 on the wire
	} `json:"masterAuth"`
	Private      *PrivateConfig `json:"privateClusterConfig"`
	ControlPlane Endpoints      `json:"controlPlaneEndpointsConfig"`
}

// PrivateConfig are the settings of a cluster with a private address.
type PrivateConfig struct {
	Endpoint string `json:"privateEndpoint"`
	// Only says that there is no public address.
	Only bool `json:"enablePrivateEndpoint"`
}

// Endpoints say how the control plane can be reached.
type Endpoints struct {
	DNS *struct {
		Name string `json:"endpoint"`
		// External says that it can be reached from outside Google Cloud.
		External bool `json:"allowExternalTraffic"`
	} `json:"dnsEndpointConfig"`
	IP *struct {
		Enabled bool   `json:"enabled"`
		Public  string `json:"publicEndpoint"`
		Private string `json:"privateEndpoint"`
	} `json:"ipEndpointsConfig"`
}

// Running is the status of a cluster whose API can be used.
const Running = "RUNNING"

// Name is how a cluster is called; Project is an id or a number.
type Name struct{ Project, Location, Cluster string }

// API is the Container API as one user sees it.
type API struct{ Calls *googleapi.Client }

const host = "https://container.googleapis.com"

// Cluster returns a cluster. The error is a *NotFoundError where the project has
// no such cluster in that location.
func (a API) Cluster(ctx context.Context, name Name) (Cluster, error) {
	var found Cluster
	err := a.Calls.Get(ctx, a.path(name.Project, name.Location)+"/"+url.PathEscape(name.Cluster), nil, &found)
	var refused *googleapi.Error
	switch {
	case errors.As(err, &refused) && refused.Code == http.StatusNotFound:
		return Cluster{}, a.lookElsewhere(ctx, name, refused)
	case err != nil:
		return Cluster{}, fmt.Errorf("getting cluster %s: %w", name.Cluster, err)
	case found.Name != name.Cluster:
		return Cluster{}, fmt.Errorf("getting cluster %s: the API answered with cluster %q", name.Cluster, found.Name)
	}
	return found, nil
}

func (API) path(project, location string) string {
	return host + "/v1/projects/" + url.PathEscape(project) + "/locations/" + url.PathEscape(location) + "/clusters"
}

// NotFoundError says that a cluster is not where it was looked for.
type NotFoundError struct {
	Name Name
	// Elsewhere are the locations of the project that have a cluster of that name.
	Elsewhere []string
	// Unsure says why the other locations could not be looked at; nil where they were.
	Unsure error
	cause  error
}

func (e *NotFoundError) Error() string {
	text := fmt.Sprintf("there is no cluster %s in %s of project %s", e.Name.Cluster, e.Name.Location, e.Name.Project)
	switch {
	case len(e.Elsewhere) > 0:
		return text + ", but there is one in " + strings.Join(e.Elsewhere, " and ")
	case e.Unsure != nil:
		return text + " (other locations: " + e.Unsure.Error() + ")"
	}
	return text + ", nor elsewhere in the project"
}

func (e *NotFoundError) Unwrap() error { return e.cause }

// GapReason says that the cluster is gone.
func (e *NotFoundError) GapReason() threat.GapReason { return threat.Gone }

// lookElsewhere lists the project's clusters in all locations: a zone is easily
// taken for its region.
func (a API) lookElsewhere(ctx context.Context, name Name, cause error) error {
	missing := &NotFoundError{Name: name, cause: cause}
	var all struct {
		Clusters []Cluster `json:"clusters"`
		Missing  []string  `json:"missingZones"`
	}
	if err := a.Calls.Get(ctx, a.path(name.Project, "-"), nil, &all); err != nil {
		missing.Unsure = err
		return missing
	}
	for _, one := range all.Clusters {
		if one.Name == name.Cluster {
			missing.Elsewhere = append(missing.Elsewhere, one.Location)
		}
	}
	slices.Sort(missing.Elsewhere)
	if len(missing.Elsewhere) == 0 && len(all.Missing) > 0 {
		missing.Unsure = fmt.Errorf("%s did not answer", strings.Join(all.Missing, " and "))
	}
	return missing
}
