package report

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Workload is what the pod belongs to, with the pods beside it.
type Workload struct {
	Kind untrusted.Text `json:"kind,omitzero"` // of the uppermost owner that is known
	Name untrusted.Text `json:"name,omitzero"`
	// Inferred says that the pod is gone and did not name its owner itself;
	// Evidence then says what the owner was told by.
	Inferred bool             `json:"inferred,omitzero"`
	Evidence []untrusted.Text `json:"evidence,omitempty"`
	Owners   []threat.Owner   `json:"owners,omitempty"`
	// Siblings are the workload's other pods; absent where they could not be read.
	Siblings []threat.Sibling `json:"siblings,omitzero"`
}

// LogLine is one line of a log.
type LogLine struct {
	Time      time.Time      `json:"time,omitzero"`
	Source    string         `json:"source"` // LogOfContainer or LogOfPrevious
	Container untrusted.Text `json:"container,omitzero"`
	Text      untrusted.Text `json:"text"`
	Truncated bool           `json:"truncated,omitzero"`
}

// Where log lines come from.
const (
	LogOfContainer = "container" // the container that is there now
	LogOfPrevious  = "previous"  // the one that ran before it in the same pod
)

// Cut says that an element of the report holds less than there is.
type Cut struct {
	Element string `json:"element"` // as in the report: events, logs, workload.siblings, spread
	Why     string `json:"why"`
}

// around takes over what is around the pod.
func (in Input) around(r *Report) {
	e := in.Evidence
	r.Workload = workload(e)
	if events, ok := e.Events.Get(); ok {
		r.Events = append([]threat.Event{}, events.List...)
		r.cut(events.Cut, "events", "the pod has more events than were read")
	}
	for _, log := range []struct {
		slot         threat.Found[threat.Log]
		source, name string
	}{
		{e.Previous, LogOfPrevious, "the previous container's log"},
		{e.Log, LogOfContainer, "the container's log"},
	} {
		found, ok := log.slot.Get()
		if !ok {
			continue
		}
		if r.Logs == nil {
			r.Logs = []LogLine{}
		}
		for _, line := range found.Lines {
			r.Logs = append(r.Logs, LogLine{line.Time, log.source, found.Container, line.Text, line.Cut})
		}
		r.cut(found.Earlier, "logs", log.name+" has more lines before the first of these")
		r.cut(found.Later, "logs", log.name+" has more lines after the last of these")
	}
	if siblings, ok := e.Siblings.Get(); ok {
		r.cut(siblings.Cut, "workload.siblings", "the workload has more pods than were read")
	}
	if spread, ok := e.Spread.Get(); ok {
		r.Spread = &spread
		r.cut(spread.More > 0, "spread", "more pods were found than are listed")
		r.cut(spread.Rest.Reason != "", "spread", "not all pods of the cluster were compared")
	}
}

func (r *Report) cut(so bool, element, why string) {
	if so {
		r.Cut = append(r.Cut, Cut{element, why})
	}
}

// workload is the top of the chain of owners. A pod that nobody owns has none.
func workload(e threat.Evidence) *Workload {
	owners, ok := e.Owners.Get()
	if !ok || len(owners.Chain) == 0 {
		return nil
	}
	top := owners.Chain[len(owners.Chain)-1]
	w := &Workload{Kind: top.Kind, Name: top.Name, Inferred: len(owners.Inferred) > 0, Evidence: phrases(owners.Inferred)}
	if w.Inferred {
		w.Owners = owners.Chain
	}
	if siblings, ok := e.Siblings.Get(); ok {
		w.Siblings = append([]threat.Sibling{}, siblings.Pods...)
	}
	return w
}

// notes are what the reader has to know of what this look did.
func notes(in Input) []untrusted.Text {
	pod, ok := in.Target.(threat.Pod)
	if !ok || in.Wanted == threat.Passive || in.Wanted == "" || !threat.SystemNamespace(pod.Namespace) {
		return nil
	}
	return []untrusted.Text{untrusted.From(
		pod.Namespace + " is a system namespace: looking into its pods is a finding of its own (GKE_SUSPICIOUS_EXEC_ATTACH)")}
}
