package render

import (
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Text writes the report for a person: the verdict and the next step first, then
// the steps of the playbook in its own order, then what is missing.
func Text(w io.Writer, r report.Report, o Options) error {
	p := &page{width: o.width(), links: o.Links, theme: newTheme(o.Color)}
	p.head(r)
	p.steps(r, o)
	p.linkList(r)
	p.gaps(r)
	_, err := io.WriteString(w, guard(p.out.String()))
	return err
}

// Processes writes what ps shows: the head of the report and step 5.
func Processes(w io.Writer, r report.Report, o Options) error {
	p := &page{width: o.width(), links: o.Links, theme: newTheme(o.Color)}
	p.head(r)
	if r.Live != nil {
		p.out.WriteByte('\n')
		p.processTable(r, o.Wide)
	}
	p.evidence(r)
	r.Gaps = slices.DeleteFunc(slices.Clone(r.Gaps), func(gap report.Gap) bool { return gap.Step == logStep })
	p.gaps(r)
	_, err := io.WriteString(w, guard(p.out.String()))
	return err
}

// logStep is the step of the playbook that ps has nothing to do with.
const logStep = 4

// head is what a responder reads before deciding whether to run.
func (p *page) head(r report.Report) {
	severity := esc(r.Finding.Severity)
	title := " " + p.theme.bold.Render(esc(r.Finding.Category))
	if severity != "" {
		title = " " + p.severityStyle(severity).Render(" "+severity+" ") + " " + title
	}
	when := ""
	if !r.Finding.EventTime.IsZero() {
		when = ago(r.Finding.EventTime, r.Now)
	}
	side := dots(esc(r.Finding.Detector), when)
	if room := p.width - ansi.StringWidth(title) - ansi.StringWidth(side); room > 1 {
		p.raw(title + strings.Repeat(" ", room) + p.theme.faint.Render(side))
	} else {
		p.raw(cut(title, p.width))
		p.raw(cut("   "+p.theme.faint.Render(side), p.width))
	}
	p.status(p.verdictStyle(r.Verdict.State), string(r.Verdict.State), esc(r.Verdict.Summary))
	if place := where(r.Target); place != "" {
		p.status(p.targetStyle(r.Target.State), targetWord(r.Target), dots(place, p.started(r)))
	}
	p.nextSteps(r)
}

// targetWord leaves the state out where nobody asked for it.
func targetWord(t report.Target) string {
	if t.State == threat.TargetUnknown && len(t.Evidence) == 0 {
		return "target"
	}
	return string(t.State)
}

func (p *page) severityStyle(severity string) lipgloss.Style {
	switch severity {
	case "CRITICAL", "HIGH":
		return p.theme.alarm.Reverse(true)
	case "MEDIUM":
		return p.theme.warn.Reverse(true)
	}
	return p.theme.badges
}

func (p *page) verdictStyle(v threat.Verdict) lipgloss.Style {
	switch v {
	case threat.Active:
		return p.theme.alarm
	case threat.TracesLeft, threat.VerdictUnknown, threat.NotChecked:
		return p.theme.warn
	case threat.NotObserved:
		return p.theme.good
	}
	return p.theme.warn
}

func (p *page) targetStyle(s threat.TargetState) lipgloss.Style {
	return either(s == threat.Same, p.theme.bold, p.theme.warn)
}

// status is a line of the head: a word in capitals, then what it is about.
func (p *page) status(style lipgloss.Style, word, about string) {
	label := "● " + strings.ToUpper(word)
	width := max(ansi.StringWidth(label)+2, 11)
	for i, line := range wrap(about, max(p.width-width-1, 20)) {
		if i == 0 {
			p.raw(" " + style.Render(label) + strings.Repeat(" ", width-ansi.StringWidth(label)) + line)
			continue
		}
		p.raw(strings.Repeat(" ", width+1) + line)
	}
}

// started says how old the container is, beside the event where there is one.
func (p *page) started(r report.Report) string {
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
		revision, execution := "", ""
		if t.CloudRun.Revision != "" {
			revision = "revision " + t.CloudRun.Revision
		}
		if t.CloudRun.Execution != "" {
			execution = "execution " + t.CloudRun.Execution
		}
		return dots(cloudRunKind(t.CloudRun.Kind)+" "+t.CloudRun.Name, revision, execution, t.Location)
	case t.Node != "":
		return "node " + t.Node
	case t.Cluster != "":
		return "cluster " + t.Cluster
	case t.Project != "":
		return "project " + t.Project
	}
	return ""
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

// nextSteps names what to do now: a command to paste, or a step further down.
func (p *page) nextSteps(r report.Report) {
	for _, step := range r.Next {
		label := " " + p.theme.bold.Render("Next") + strings.Repeat(" ", 7)
		effect := esc(step.Effect)
		switch {
		case step.Command == "":
			p.raw(label + effect)
		case len(step.Command)+ansi.StringWidth(effect)+15 <= p.width:
			p.raw(label + step.Command + "   " + p.theme.faint.Render(effect))
		default:
			p.raw(label + p.theme.faint.Render(effect))
			p.verbatim(step.Command)
		}
	}
}
