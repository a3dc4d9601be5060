// Package resolve finds out where a finding points. It is the one place where a
// finding's text becomes a plain string that may stand in a request: each name
// passes the rule of the system that it is a name in, or it stays behind.
package resolve

import (
	"errors"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// ErrNoTarget says that a finding names no place that can be asked.
var ErrNoTarget = errors.New("the finding names no cluster, workload, node or project")

// Target returns the place that a finding points at: a threat.Pod, Node,
// Cluster, CloudRun, VM or Project, the narrowest that it names. The platform is
// told by the host in the resource's name, never by the category, since GKE and
// Cloud Run share most categories.
//
// Every name in a target that is not nil is valid and may be used. A *BadName
// error beside such a target says which name was refused; the target is then
// the widest place that remains. Without any, the error is ErrNoTarget, joined
// with what was refused.
func Target(f threat.Finding) (threat.Target, error) {
	var refused refusals
	name := parseName(f.Resource.Name)
	project, aliases := refused.project(f, name)
	var target threat.Target
	if name.host == hostRun {
		target = cloudRun(f, name, project, &refused)
	} else {
		target = workload(f, name, cluster(name, project, aliases, &refused), &refused)
	}
	if target == nil {
		target = machine(f, name, project, &refused)
	}
	if target == nil && project != "" {
		target = threat.Project{ID: project}
	}
	if target == nil {
		refused.add(ErrNoTarget)
	}
	return target, refused.err()
}

// workload returns the narrowest place of a GKE finding: its pod, else its
// node, else its cluster; nil where it names none of them.
func workload(f threat.Finding, name resourceName, cluster threat.Cluster, refused *refusals) threat.Target {
	nodes := nodeNames(f, name, refused)
	if pod, ok := pod(f, name, refused); ok {
		pod.Cluster = cluster
		if len(nodes) == 1 || len(nodes) > 1 && len(pod.Others) == 0 { // else any of them may be the pod's
			pod.Node, pod.Zone = nodes[0], zoneOf(f, name, nodes[0])
		}
		return pod
	}
	switch {
	case len(nodes) > 0:
		return threat.Node{Cluster: cluster, Name: nodes[0], Zone: zoneOf(f, name, nodes[0])}
	case cluster.Name != "":
		return cluster
	}
	return nil
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
