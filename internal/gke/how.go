package gke

import (
	"time"

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
	return s.how("get node " + name + " -o yaml")
}

// howNodeOf finds the node by way of the pod, as a shell would.
func (s *Scene) howNodeOf(t threat.Pod) string {
	if t.Node != "" {
		return s.howNode(t.Node)
	}
	return s.howNode(`"$(` + s.how("-n "+t.Namespace+" get pod "+t.Name+" -o jsonpath={.spec.nodeName}") + `)"`)
}

func (s *Scene) howEvents(t threat.Pod) string {
	return s.how("-n " + t.Namespace + " get events --field-selector involvedObject.kind=Pod,involvedObject.name=" + t.Name)
}

// howLog asks for the log from a minute before the event on.
func (s *Scene) howLog(t threat.Pod, which string) string {
	ask := "-n " + t.Namespace + " logs " + t.Name
	if t.Container != "" {
		ask += " -c " + t.Container
	}
	if at := s.finding.EventTime; !at.IsZero() {
		which += " --since-time=" + at.Add(-logLead).UTC().Format(time.RFC3339)
	}
	return s.how(ask + " --timestamps" + which)
}

// howSiblings shows the pods with their owners; only a program can select by what
// the owner says in the same breath.
func (s *Scene) howSiblings(t threat.Pod) string {
	return s.how("-n " + t.Namespace + " get pods --show-labels -o wide")
}

// howExec names the command by its end; the script would fill a page.
func (s *Scene) howExec(t threat.Pod) string {
	ask := "-n " + t.Namespace + " exec " + t.Name
	if t.Container != "" {
		ask += " -c " + t.Container
	}
	return s.how(ask + " -- /bin/sh -c ...")
}
