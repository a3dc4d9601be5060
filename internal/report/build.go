package report

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// APIVersion is the version of the machine output.
const APIVersion = "threat.dev/v1alpha1"

// Input is all that a report is made from.
type Input struct {
	Finding    threat.Finding
	Target     threat.Target
	Evidence   threat.Evidence
	Assessment threat.Assessment
	// TargetError says why the finding names no target, or a wider one than it claims.
	TargetError error
	// Reveal shows the values that are hidden by default.
	Reveal bool
	// Source is how the user named the finding, for the commands that lead on.
	Source string
	// Wanted is how far the user asked to look inside the container.
	Wanted threat.Rung
	Now    time.Time
}

// Build makes the report.
func Build(in Input) Report {
	entry, _ := catalogue.Lookup(in.Finding)
	follows := playbookOf(in.Finding, in.Target)
	r := Report{
		APIVersion: APIVersion, Kind: "Report", Now: in.Now,
		Finding:  in.Finding,
		Target:   target(in.Target, in.Assessment),
		Attack:   attack(in.Finding),
		Playbook: string(follows),
		Steps:    follows.steps(in.Target, in.looks()),
		Commands: commands(in, follows),
		Contacts: in.Finding.Contacts,
		Verdict:  verdict(in),
	}
	r.Gaps = gaps(in, r.Steps)
	r.LogQueries = logQueries(in, entry)
	r.Links = links(in.Finding, in.Target, r.LogQueries, r.Attack, entry)
	r.Response, r.ResponseSource = response(in, follows, entry, r), responseSource(follows, entry)
	r.Next = nextSteps(in, r, follows)
	in.evidence(&r)
	in.around(&r)
	r.Notes = notes(in)
	if !in.Reveal {
		hide(&r)
	}
	return r
}

// looks reports whether the user asked for a look inside the container.
func (in Input) looks() bool { return in.Wanted != "" && in.Wanted != threat.Passive }

// evidence takes over what the cluster answered.
func (in Input) evidence(r *Report) {
	if access, ok := in.Evidence.Access.Get(); ok {
		r.Cluster = &Cluster{Name: r.Target.Cluster, ClusterAccess: access}
	}
	if node, ok := in.Evidence.Node.Get(); ok {
		r.Node = &Node{node}
		if r.Target.Node == "" && node.Via == threat.ViaEvent {
			r.Target.Node = node.Name.Raw()
		}
	}
	if pod, ok := in.Evidence.Pod.Get(); ok {
		owners, _ := in.Evidence.Owners.Get()
		r.Pod = &Pod{pod, owners.Chain, imageMatch(in.Assessment), noteworthy(pod.Security)}
		if r.Target.Container == "" {
			r.Target.Container = pod.Container.Name.Raw()
		}
		if r.Target.Node == "" {
			r.Target.Node = pod.Node.Raw()
		}
	}
	if look, ok := in.Evidence.Look.Get(); ok {
		r.Live = live(look, in.Assessment.Matches)
	}
}

func live(look threat.Look, matches map[int]threat.Match) *Live {
	l := &Live{
		Rung: look.Rung, Complete: look.Complete(), ContainerID: look.ContainerID, Trust: look.Trust,
		LeftBehind: look.LeftBehind, Sockets: look.Sockets, Own: look.Own,
		Processes: make([]threat.Process, 0, len(look.Processes)),
	}
	for _, p := range look.Processes {
		if match, ok := matches[p.PID]; ok {
			p.Match = &match
		}
		if p.Trust == "" {
			p.Trust = look.Trust
		}
		l.Processes = append(l.Processes, p)
	}
	return l
}

func phrases(reasons []threat.Reason) []untrusted.Text {
	var lines []untrusted.Text
	for _, reason := range reasons {
		lines = append(lines, Phrase(reason))
	}
	return lines
}
