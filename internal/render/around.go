package render

import (
	"slices"
	"strconv"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// How much of what is around the pod a page shows; -o json has all of it.
const (
	shownSiblings = 4
	shownEvents   = 6
	shownBefore   = 3 // log lines before the event
	shownAfter    = 8 // and from it on
	shownSpread   = 10
)

// noteworthy writes what the container may do that is out of the ordinary.
func (o *outline) noteworthy(list []untrusted.Text) {
	var notes []string
	for _, note := range list {
		notes = append(notes, esc(note))
	}
	if len(notes) > 0 {
		o.hanging(plain("noteworthy: " + dots(notes...)))
	}
}

// workload writes the owner of a pod that is gone, and the pods beside it.
func (o *outline) workload(r report.Report) {
	w := r.Workload
	if w == nil {
		return
	}
	if w.Inferred {
		o.owners(w.Owners, "owned, as far as can be told, by ")
		for _, line := range w.Evidence {
			o.item(esc(line))
		}
	}
	if w.Siblings == nil {
		return
	}
	o.text(siblingWords(w.Siblings))
	for _, s := range w.Siblings[:min(len(w.Siblings), shownSiblings)] {
		o.item(dots(esc(s.Name), esc(s.Phase), sameWords(s.SameImage), since(s.Started, r), counted(s.Restarts, "restarts"), esc(s.Node)))
	}
	o.more(len(w.Siblings)-shownSiblings, "pods")
	o.cutOff(r, "workload.siblings")
}

// siblingWords counts, and says of the images what would stand out.
func siblingWords(siblings []threat.Sibling) string {
	same, other := 0, 0
	for _, s := range siblings {
		switch {
		case s.SameImage == nil:
		case *s.SameImage:
			same++
		default:
			other++
		}
	}
	if len(siblings) == 0 {
		return "no other pod of this workload"
	}
	return dots(plural(len(siblings), "more pod", "more pods")+" of this workload",
		counted(same, "of the same image"), counted(other, "of another image"))
}

func counted(n int, what string) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + " " + what
}

func sameWords(same *bool) string {
	if same == nil {
		return ""
	}
	return either(*same, "same image", "another image")
}

func since(t time.Time, r report.Report) string {
	switch {
	case t.IsZero():
		return ""
	case r.Finding.EventTime.IsZero():
		return "since " + ago(t, r.Now)
	}
	return "since " + beside(t, r.Finding.EventTime)
}

// events writes what the cluster noted about the pod, around the event first.
func (o *outline) events(r report.Report) {
	if r.Events == nil {
		return
	}
	if len(r.Events) == 0 {
		o.text("no events of the pod are left; an API server keeps them for about an hour")
		return
	}
	o.text("events of the pod:")
	var rows [][]string
	for _, e := range r.Events[:min(len(r.Events), shownEvents)] {
		times := either(e.Count > 1, "×"+strconv.Itoa(e.Count), "")
		rows = append(rows, []string{
			timeOfDay(e.Time, r.Finding.EventTime), either(e.Type.Raw() == "Warning", "Warning ", "") + esc(e.Reason),
			dots(times, either(e.OtherPod, "an earlier pod of the name", ""), esc(e.Message)),
		})
	}
	o.rows([]string{"TIME", "EVENT", "MESSAGE"}, rows)
	o.more(len(r.Events)-shownEvents, "events")
	o.cutOff(r, "events")
}

// wrote writes the log lines around the event.
func (o *outline) wrote(r report.Report) {
	if r.Logs == nil {
		return
	}
	if len(r.Logs) == 0 {
		o.text("the container wrote nothing from a minute before the event on")
	}
	for _, source := range []struct{ name, title string }{
		{report.LogOfPrevious, "what the container before it wrote:"},
		{report.LogOfContainer, "what the container wrote around the event:"},
	} {
		lines := slices.DeleteFunc(slices.Clone(r.Logs), func(l report.LogLine) bool { return l.Source != source.name })
		near := nearest(lines, r.Finding.EventTime)
		if len(near) == 0 {
			continue
		}
		o.text(source.title)
		var rows [][]string
		for _, line := range near {
			rows = append(rows, []string{timeOfDay(line.Time, r.Finding.EventTime), "│ " + esc(line.Text)})
		}
		o.rows([]string{"TIME", "  LINE"}, rows)
		o.more(len(lines)-len(near), "lines")
	}
	o.cutOff(r, "logs")
}

// nearest are the last lines before the event and the first from it on.
func nearest(lines []report.LogLine, event time.Time) []report.LogLine {
	at := slices.IndexFunc(lines, func(l report.LogLine) bool { return !l.Time.Before(event) })
	if at < 0 {
		at = len(lines)
	}
	return lines[max(at-shownBefore, 0):min(at+shownAfter, len(lines))]
}

// spread writes where else the image or the service account is in use.
func (o *outline) spread(r report.Report) {
	s := r.Spread
	if s == nil {
		return
	}
	scope := either(s.Namespace == "", "the cluster", "namespace "+untrusted.Escape(s.Namespace))
	o.text("spread: " + strconv.Itoa(len(s.Pods)+s.More) + " of " + plural(s.Seen, "pod", "pods") + " of " + scope +
		" share the image or the service account")
	for _, pod := range s.Pods[:min(len(s.Pods), shownSpread)] {
		o.item(dots(esc(pod.Namespace)+"/"+esc(pod.Name), sharedWords(pod.Reasons), esc(pod.Phase), since(pod.Started, r), esc(pod.Node)))
	}
	o.more(len(s.Pods)-shownSpread, "pods")
	o.cutOff(r, "spread")
}

func sharedWords(reasons []threat.SpreadReason) string {
	image, account := slices.Contains(reasons, threat.SharesImage), slices.Contains(reasons, threat.SharesAccount)
	switch {
	case image && account:
		return "same image and service account"
	case image:
		return "same image"
	}
	return "same service account"
}

// rows adds a table whose columns are as wide as their cells, up to a limit; the
// last one has the rest of the page.
func (o *outline) rows(titles []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	const widest, gap = 24, 2
	t := table{}
	for i, title := range titles {
		width := measure(title)
		for _, r := range rows {
			width = max(width, measure(r[i]))
		}
		t.columns = append(t.columns, column{title: title, width: min(width, widest), gap: gap})
	}
	t.columns[len(titles)-1].width = 0
	for _, r := range rows {
		t.rows = append(t.rows, row{cells: r})
	}
	o.add(t)
}

// more says what the page leaves out.
func (o *outline) more(n int, what string) {
	if n > 0 {
		o.say(faint("… " + strconv.Itoa(n) + " more " + what + " in -o json"))
	}
}

// cutOff says what the report itself does not have.
func (o *outline) cutOff(r report.Report, element string) {
	for _, c := range r.Cut {
		if c.Element == element {
			o.say(faint("… " + c.Why))
		}
	}
}
