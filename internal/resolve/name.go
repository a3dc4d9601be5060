package resolve

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Hosts of full resource names that tell a platform.
const (
	hostGKE     = "container"
	hostRun     = "run"
	hostCompute = "compute"
)

// resourceName is a full resource name, such as
// //container.googleapis.com/projects/P/zones/Z/clusters/C, taken apart.
type resourceName struct {
	host  string // container, run, compute, …; empty for a host that is not Google's
	where string // a region in front of the host, as in europe-west1-run.googleapis.com
	parts map[string]untrusted.Text
}

// parseName takes a full resource name apart into pairs of collection and id.
// What stands in front of the first pair, as the API version does in Knative's
// names, is skipped. A collection that comes twice keeps its first id.
func parseName(text untrusted.Text) resourceName {
	name := resourceName{parts: map[string]untrusted.Text{}}
	rest := text.Raw()
	if full, ok := strings.CutPrefix(rest, "//"); ok {
		host, path, _ := strings.Cut(full, "/")
		name.host, name.where = parseHost(host)
		rest = path
	}
	segments := strings.Split(strings.Trim(rest, "/"), "/")
	for i := 0; i < len(segments); {
		if !collection(segments[i]) || i+1 == len(segments) {
			i++
			continue
		}
		if _, twice := name.parts[segments[i]]; !twice {
			name.parts[segments[i]] = untrusted.From(segments[i+1])
		}
		i += 2
	}
	return name
}

// parseHost returns the service of a Google API's host, and the region that
// Cloud Run's Knative names have in front of it.
func parseHost(host string) (service, where string) {
	service, ok := strings.CutSuffix(host, ".googleapis.com")
	if !ok {
		return "", ""
	}
	if where, ok := strings.CutSuffix(service, "-"+hostRun); ok {
		return hostRun, where
	}
	return service, ""
}

// collection reports whether a segment of a resource name is followed by an id
// that some target is made of.
func collection(segment string) bool {
	switch segment {
	case "projects", "zones", "regions", "locations", "clusters", "instances", "nodes", "namespaces", "pods",
		"services", "revisions", "jobs", "executions", "workerPools", "workerpools", "configurations":
		return true
	}
	return false
}

// first returns the id of the first of some collections that the name has.
func (n resourceName) first(collections ...string) untrusted.Text {
	for _, c := range collections {
		if id, ok := n.parts[c]; ok {
			return id
		}
	}
	return untrusted.Text{}
}

// lastSegment returns what stands behind the last slash of a name.
func lastSegment(text untrusted.Text) untrusted.Text {
	raw := text.Raw()
	return untrusted.From(raw[strings.LastIndexByte(raw, '/')+1:])
}
