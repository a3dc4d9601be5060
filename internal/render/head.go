package render

import (
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func (o *outline) lead(r report.Report) {
	o.head = head{
		severity: esc(r.Finding.Severity), category: esc(r.Finding.Category), detector: esc(r.Finding.Detector),
		event: eventTime(r.Finding), made: "report of " + stamp(r.Now),
		statuses: []status{{word: string(r.Verdict.State), about: esc(r.Verdict.Summary), look: verdictLook(r.Verdict.State)}},
	}
	if !r.Finding.EventTime.IsZero() {
		o.head.ago = ago(r.Finding.EventTime, r.Now)
	}
	if place := where(r.Target); place != "" {
		o.head.place = place
		o.head.statuses = append(o.head.statuses, status{
			word: targetWord(r.Target), about: dots(place, started(r)),
			look: either(r.Target.State == threat.Same, asStrong, asWarn),
		})
	}
	for _, note := range r.Notes {
		o.head.statuses = append(o.head.statuses, status{word: "note", about: esc(note), look: asWarn})
	}
	for _, step := range r.Next {
		o.head.next = append(o.head.next, nextStep{esc(step.Effect), step.Command})
	}
}

// targetWord leaves the state out where nobody asked for it.
func targetWord(t report.Target) string {
	if t.State == threat.TargetUnknown && len(t.Evidence) == 0 {
		return "target"
	}
	return string(t.State)
}

func verdictLook(v threat.Verdict) look {
	switch v {
	case threat.Active:
		return asAlarm
	case threat.TracesLeft, threat.VerdictUnknown, threat.NotChecked:
		return asWarn
	case threat.NotObserved:
		return asGood
	}
	return asWarn
}

func severityLook(severity string) look {
	switch severity {
	case "CRITICAL", "HIGH":
		return asAlarm
	case "MEDIUM":
		return asWarn
	}
	return asStrong
}

// started says how old the container is, beside the event where there is one.
func started(r report.Report) string {
	if r.Pod == nil || r.Pod.Container.Started.IsZero() {
		return ""
	}
	if r.Finding.EventTime.IsZero() {
		return "started " + ago(r.Pod.Container.Started, r.Now)
	}
	return "started " + beside(r.Pod.Container.Started, r.Finding.EventTime)
}

// where names the target in one line.
func where(t report.Target) string {
	switch {
	case t.Pod != "":
		container := ""
		if t.Container != "" {
			container = "container " + t.Container
		}
		return dots("pod "+t.Namespace+"/"+t.Pod, container)
	case t.CloudRun != nil:
		return dots(cloudRun(*t.CloudRun), t.Location)
	case t.Node != "":
		return "node " + t.Node
	case t.VM != nil && t.VM.Name != "":
		return "VM " + t.VM.Name
	case t.VM != nil:
		return "VM " + t.VM.ID
	case t.Cluster != "":
		return "cluster " + t.Cluster
	case t.Project != "":
		return "project " + t.Project
	}
	return ""
}

// cloudRun names a resource within the one that it belongs to; a name in Knative's
// form may leave that out.
func cloudRun(r report.CloudRun) string {
	within := func(kind, name string) string {
		if name == "" {
			return ""
		}
		return kind + " " + name
	}
	inner := dots(within("revision", r.Revision), within("execution", r.Execution))
	if r.Name == "" {
		return "Cloud Run " + inner
	}
	return dots(cloudRunKind(r.Kind)+" "+r.Name, inner)
}

// cloudRunKind names the resource that a revision or an execution belongs to.
func cloudRunKind(kind string) string {
	switch kind {
	case threat.Execution, threat.Job:
		return "Cloud Run job"
	case threat.WorkerPool:
		return "Cloud Run worker pool"
	}
	return "Cloud Run service"
}
