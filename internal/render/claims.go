package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// muted says whether the finding is muted, by whom and since when.
func muted(f threat.Finding) words {
	since := ""
	if !f.MuteTime.IsZero() {
		since = " since " + stamp(f.MuteTime)
	}
	by := labelled(",", f.MutedBy)
	return slices.Concat(plain(muteWords(f.Mute.Raw())), plain(since), by)
}

// containers lists what the finding says of them, but for the name and image of
// the one that the target's step shows.
func (o *outline) containers(f threat.Finding, t report.Target) {
	for _, c := range f.Containers {
		created := ""
		if !c.CreateTime.IsZero() {
			created = "created " + stamp(c.CreateTime)
		}
		image := words(nil)
		if t.Container == "" || c.Name.Raw() != t.Container {
			image = dotted(named(esc(c.Image)), named(esc(c.ImageID)))
		}
		if rest := dotted(image, plain(created), labels("labels", c.Labels)); len(rest) > 0 {
			o.entry(dotted(labelled("container", c.Name), rest))
		}
	}
	for _, p := range f.Pods {
		if tags := labels("labels", p.Labels); tags != nil {
			o.entry(plain("pod "), named(esc(p.Namespace)+"/"+esc(p.Name)), plain(" · "), tags)
		}
	}
}

// labels writes names with their values behind what they are.
func labels(what string, list []threat.Label) words {
	if len(list) == 0 {
		return nil
	}
	pairs := make([]string, len(list))
	for i, l := range list {
		pairs[i] = esc(l.Name) + "=" + esc(l.Value)
	}
	return append(plain(what+" "), named(strings.Join(pairs, " "))...)
}

// advice writes what the finding tells its reader to do and where to look.
func (o *outline) advice(r report.Report) {
	f := r.Finding
	if len(f.Marks) > 0 {
		o.entry(labels("marked", f.Marks))
	}
	if !f.NextSteps.IsZero() {
		o.text("next steps, as the finding has them:")
		o.quoted(f.NextSteps)
	}
	own := slices.ContainsFunc(r.Links, func(l report.Link) bool { return l.Title == report.OwnLink })
	if !f.ExternalURI.IsZero() && !own {
		o.hanging(plain("the finding's own link, which may lead anywhere: "), named(esc(f.ExternalURI)))
	}
}

// signatures puts each signature into a line.
func signatures(list []threat.Signature) []untrusted.Text {
	var lines []untrusted.Text
	for _, s := range list {
		line := s.Family.Raw()
		if !s.Rule.IsZero() {
			line = "YARA rule " + s.Rule.Raw()
		}
		for _, d := range s.Detections {
			line += ", " + d.Binary.Raw() + " " + strconv.FormatFloat(d.PagesMatched, 'g', 3, 64)
		}
		lines = append(lines, untrusted.From(line))
	}
	return lines
}
