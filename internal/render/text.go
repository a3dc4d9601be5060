package render

import (
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// Text writes the report for a person: the verdict and the next step first, then
// the steps of the playbook in its own order, then what is missing.
func Text(w io.Writer, r report.Report, o Options) error {
	return writeText(w, whole(r), o)
}

// Processes writes what ps shows: the head of the report and step 5.
func Processes(w io.Writer, r report.Report, o Options) error {
	var out outline
	out.lead(r)
	out.section("")
	if r.Live != nil {
		out.processTable(r)
	}
	out.evidence(r)
	logs := slices.IndexFunc(r.Steps, func(s report.Step) bool { return s.Step == report.StepLogs })
	r.Gaps = slices.DeleteFunc(slices.Clone(r.Gaps), func(gap report.Gap) bool { // ps has nothing to do with logs
		return logs >= 0 && gap.Step == r.Steps[logs].Number
	})
	out.gaps(r)
	return writeText(w, out, o)
}

// whole is the outline of inspect's report.
func whole(r report.Report) outline {
	var out outline
	out.lead(r)
	out.steps(r)
	out.linkList(r)
	out.gaps(r)
	return out
}

func writeText(w io.Writer, out outline, o Options) error {
	p := newPage(o)
	p.head(out.head)
	for _, s := range out.sections {
		p.section(s)
	}
	_, err := io.WriteString(w, guard(p.out.String()))
	return err
}

// head writes the lines above the first section.
func (p *page) head(h head) {
	side := dots(h.detector, h.ago)
	title := " " + p.theme.bold.Render(h.category)
	if h.severity != "" {
		title = " " + p.severityStyle(h.severity).Render(" "+h.severity+" ") + " " + title
	}
	if room := p.width - measure(title) - measure(side); room > 1 {
		p.raw(title + strings.Repeat(" ", room) + p.theme.faint.Render(side))
	} else {
		p.raw(cut(title, p.width))
		p.raw(cut("   "+p.theme.faint.Render(side), p.width))
	}
	for _, s := range h.statuses {
		p.status(s)
	}
	for _, step := range h.next {
		p.next(step)
	}
}

func (p *page) severityStyle(severity string) lipgloss.Style {
	switch severityLook(severity) {
	case asAlarm:
		return p.theme.alarm.Reverse(true)
	case asWarn:
		return p.theme.warn.Reverse(true)
	case asPlain, asName, asStrong, asFaint, asGood:
	}
	return p.theme.badges
}

// status is a line of the head: a word in capitals, then what it is about.
func (p *page) status(s status) {
	label := "● " + strings.ToUpper(s.word)
	width := max(measure(label)+2, 11)
	for i, line := range wrap(s.about, max(p.width-width-1, 20)) {
		if i == 0 {
			p.raw(" " + p.styled(s.look, label) + strings.Repeat(" ", width-measure(label)) + line)
			continue
		}
		p.raw(strings.Repeat(" ", width+1) + line)
	}
}

// next puts a command beside its effect where both fit.
func (p *page) next(step nextStep) {
	const indent = 12
	label, about := " "+p.theme.bold.Render("Next")+strings.Repeat(" ", 7), p.theme.faint.Render(step.effect)
	switch {
	case step.command == "":
		about = step.effect
	case indent+len(step.command)+3+measure(about) <= p.width:
		p.raw(label + step.command + "   " + about)
		return
	}
	for i, line := range wrap(about, max(p.width-indent, 20)) {
		p.raw(either(i == 0, label, strings.Repeat(" ", indent)) + line)
	}
	if step.command != "" {
		p.verbatim(verbatim{text: step.command})
	}
}
