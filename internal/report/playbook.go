package report

import (
	"slices"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// StepCode names a part of the report.
type StepCode string

// The parts. Each playbook has some of them, in an order of its own.
const (
	StepFinding   StepCode = "finding"   // what was claimed
	StepRelated   StepCode = "related"   // other findings of the same place near the time
	StepCluster   StepCode = "cluster"   // cluster and node
	StepPod       StepCode = "pod"       // the pod as it is now
	StepSettings  StepCode = "settings"  // what the container of Cloud Run is made of
	StepResource  StepCode = "resource"  // where, for what is neither GKE nor Cloud Run
	StepLogs      StepCode = "logs"      // the queries
	StepContainer StepCode = "container" // the running container
	StepAttack    StepCode = "attack"    // attack methods
	StepResponse  StepCode = "response"  // what to do
)

// Step is one part of the report, under the number that the page of the finding's
// type gives it; a part that such a page has no step for has no number.
type Step struct {
	Number int      `json:"number,omitzero"`
	Step   StepCode `json:"step"`
	Title  string   `json:"title"`
}

// playbook is which page a report follows: a catalogue.Service, or other.
type playbook string

// other is the layout for a finding that no page of ours is about: a
// misconfiguration, a threat to a VM, a detector that is new.
const other playbook = "other"

// playbookOf goes by who found it, and where nobody says so by what it names.
func playbookOf(f threat.Finding, t threat.Target) playbook {
	if class := f.Class.Raw(); class != "" && class != "THREAT" {
		return other
	}
	if service, ok := catalogue.ServiceOf(f); ok {
		return playbook(service)
	}
	switch t.(type) {
	case threat.Pod:
		return playbook(catalogue.GKERuntime)
	case threat.CloudRun:
		return playbook(catalogue.CloudRunRuntime)
	}
	return other
}

// control reports whether the playbook is one of a control plane.
func (p playbook) control() bool {
	return p == playbook(catalogue.GKEControl) || p == playbook(catalogue.CloudRunControl)
}

// steps lays the report out as the page does.
//
// Container Threat Detection's pages have seven steps, of which the first also
// looks for related findings. Those of Cloud Run go through details, related
// findings, the container's settings and logs before they come to attack methods
// and response. Those of Event Threat Detection have three, the last of which
// holds related findings and response, too, and show the resource in the first.
func (p playbook) steps(t threat.Target, looks bool) []Step {
	switch p {
	case playbook(catalogue.GKERuntime):
		return titled(numbered(StepFinding), aside(StepRelated), numbered(StepCluster), numbered(StepPod), numbered(StepLogs),
			numbered(StepContainer), numbered(StepAttack), numbered(StepResponse))
	case playbook(catalogue.CloudRunRuntime):
		return titled(numbered(StepFinding), numbered(StepRelated), numbered(StepSettings), numbered(StepLogs),
			numbered(StepAttack), numbered(StepResponse))
	case playbook(catalogue.GKEControl), playbook(catalogue.CloudRunControl):
		steps := append([]Step{numbered(StepFinding)}, places(t, aside)...)
		if !looks { // these pages look into no container
			steps = slices.DeleteFunc(steps, func(s Step) bool { return s.Step == StepContainer })
		}
		return titled(append(steps, numbered(StepLogs), numbered(StepAttack), aside(StepRelated), aside(StepResponse))...)
	case other:
	}
	steps := append([]Step{numbered(StepFinding), aside(StepRelated)}, places(t, numbered)...)
	return titled(append(steps, numbered(StepLogs), numbered(StepAttack), numbered(StepResponse))...)
}

// places are the parts that show where it happened.
func places(t threat.Target, part func(StepCode) Step) []Step {
	switch t.(type) {
	case threat.Pod:
		return []Step{part(StepCluster), part(StepPod), part(StepContainer)}
	case threat.Node, threat.Cluster:
		return []Step{part(StepCluster)}
	case threat.CloudRun:
		return []Step{part(StepSettings)}
	}
	return []Step{part(StepResource)}
}

// numbered is a step of the page; it gets its number from its place.
func numbered(code StepCode) Step { return Step{Number: 1, Step: code} }

// aside is a part that the page has no step for.
func aside(code StepCode) Step { return Step{Step: code} }

// titled counts the numbered steps and names all of them.
func titled(steps ...Step) []Step {
	n := 0
	for i := range steps {
		if steps[i].Number > 0 {
			n++
			steps[i].Number = n
		}
		steps[i].Title = stepTitle(steps[i].Step)
	}
	return steps
}

// numberOf is the number of a part, or of the step that it belongs to.
func numberOf(steps []Step, code StepCode) int {
	last := 0
	for _, s := range steps {
		if s.Number > 0 {
			last = s.Number
		}
		if s.Step == code {
			return last
		}
	}
	return 1
}

func stepTitle(code StepCode) string {
	return map[StepCode]string{
		StepFinding:   "Finding",
		StepRelated:   "Related",
		StepCluster:   "Cluster",
		StepPod:       "Pod",
		StepSettings:  "Settings",
		StepResource:  "Resource",
		StepLogs:      "Logs",
		StepContainer: "Container",
		StepAttack:    "ATT&CK",
		StepResponse:  "Response",
	}[code]
}
