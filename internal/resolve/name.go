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
	parts []namePart
}

// namePart is a collection and the id in it, such as clusters/C.
type namePart struct{ collection, id string }

// parseName takes a full resource name apart into pairs of collection and id.
// What stands in front of the first pair, as the API version does in Knative's
// names, is skipped. A collection that comes twice keeps its first id.
func parseName(text untrusted.Text) resourceName {
	var name resourceName
	rest := text.Raw()
	if full, ok := strings.CutPrefix(rest, "//"); ok {
		host, path, _ := strings.Cut(full, "/")
		name.host, name.where = parseHost(host)
		rest = path
	}
	const usual = 4 // pairs
	name.parts = make([]namePart, 0, usual)
	segment, rest, more := strings.Cut(strings.Trim(rest, "/"), "/")
	for more {
		if !collection(segment) {
			segment, rest, more = strings.Cut(rest, "/")
			continue
		}
		id, behind, _ := strings.Cut(rest, "/")
		if _, twice := name.part(segment); !twice {
			name.parts = append(name.parts, namePart{segment, id})
		}
		segment, rest, more = strings.Cut(behind, "/")
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
		if id, ok := n.part(c); ok {
			return untrusted.From(id)
		}
	}
	return untrusted.Text{}
}

func (n resourceName) part(collection string) (id string, ok bool) {
	for _, part := range n.parts {
		if part.collection == collection {
			return part.id, true
		}
	}
	return "", false
}

// lastSegment returns what stands behind the last slash of a name.
func lastSegment(text untrusted.Text) untrusted.Text {
	raw := text.Raw()
	return untrusted.From(raw[strings.LastIndexByte(raw, '/')+1:])
}
