package gke

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

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
	return s.how(strings.TrimSpace("get node "+name) + " -o yaml")
}

// howExec names the command by its end; the script would fill a page.
func (s *Scene) howExec(t threat.Pod) string {
	ask := "-n " + t.Namespace + " exec " + t.Name
	if t.Container != "" {
		ask += " -c " + t.Container
	}
	return s.how(ask + " -- /bin/sh -c ...")
}
