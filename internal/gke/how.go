package gke

import "github.com/kubectl-threat/kubectl-threat/internal/threat"

// how is a kubectl line that asks the same. The context is left out where its
// name would need quoting.
func (s *Scene) how(ask string) string {
	if plainSegment(s.access.Context) {
		return "kubectl --context " + s.access.Context + " " + ask
	}
	return "kubectl " + ask
}

func (s *Scene) howPod(t threat.Pod) string {
	return s.how("-n " + t.Namespace + " get pod " + t.Name + " -o yaml")
}

func (s *Scene) howNode(name string) string {
	return s.how("get node " + name + " -o yaml")
}

// howNodeOf finds the node by way of the pod, as a shell would.
func (s *Scene) howNodeOf(t threat.Pod) string {
	if t.Node != "" {
		return s.howNode(t.Node)
	}
	return s.howNode(`"$(` + s.how("-n "+t.Namespace+" get pod "+t.Name+" -o jsonpath={.spec.nodeName}") + `)"`)
}

// howExec names the command by its end; the script would fill a page.
func (s *Scene) howExec(t threat.Pod) string {
	ask := "-n " + t.Namespace + " exec " + t.Name
	if t.Container != "" {
		ask += " -c " + t.Container
	}
	return s.how(ask + " -- /bin/sh -c ...")
}
