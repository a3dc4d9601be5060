package resolve

import (
	"fmt"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// cluster returns the cluster of a resource name below
// //container.googleapis.com, with an empty name where there is none. A cluster
// whose name or location is refused is left out whole: half of it can't be
// asked for.
func cluster(name resourceName, project string, aliases []string, refused *refusals) threat.Cluster {
	c := threat.Cluster{Project: project, Aliases: aliases}
	if name.host != hostGKE {
		return c
	}
	where := refused.take("cluster location", name.first("zones", "locations", "regions"), location())
	called := refused.take("cluster name", name.first("clusters"), clusterName())
	if where == "" || called == "" {
		return c
	}
	c.Name, c.Location, c.LocationType = called, where, threat.Zonal
	if region().holds(where) {
		c.LocationType = threat.Regional
	}
	return c
}

// nodeNames returns the valid names of the nodes that a finding mentions. For a
// finding about a VM, that VM counts if its name is one that GKE gives.
func nodeNames(f threat.Finding, name resourceName, refused *refusals) []string {
	var names []string
	for i, node := range f.Nodes {
		short := lastSegment(node.Name)
		if name.host != hostGKE && len(f.Pods) == 0 && !byGKE(short) {
			continue // a VM of its own
		}
		if valid := refused.take(numbered("node name", i), short, subdomain()); valid != "" {
			names = appendNew(names, valid)
		}
	}
	if short := name.first("nodes", "instances"); len(names) == 0 && byGKE(short) {
		if valid := refused.take("node name", short, subdomain()); valid != "" {
			names = append(names, valid)
		}
	}
	return names
}

// byGKE reports whether a VM's name is one that GKE gives to nodes: gke- in
// front, or gk3- for Autopilot.
func byGKE(name untrusted.Text) bool {
	return strings.HasPrefix(name.Raw(), "gke-") || strings.HasPrefix(name.Raw(), "gk3-")
}

// numbered names the field of the i-th of several, counting from 1.
func numbered(field string, i int) string {
	if i == 0 {
		return field
	}
	return fmt.Sprintf("%s no. %d", field, i+1)
}
