package render

import "github.com/kubectl-threat/kubectl-threat/internal/report"

func (o *outline) logs(r report.Report) {
	o.wrote(r)
	q := r.LogQueries
	if q == (report.LogQueries{}) {
		o.text("the finding names nothing that a log query could select")
		return
	}
	o.text("queries for Logs Explorer, or for gcloud logging read")
	for _, one := range []struct{ title, query string }{
		{"what the finding was made from", q.Event},
		{"the pod's own entries", q.Pod},
		{"its own entries", q.CloudRun},
		{"who changed it (audit)", q.Audit},
		{"the node's console", q.Node},
		{"what the principal did", q.Principal},
		{"who read or changed Secrets", q.Secrets},
		{"who changed roles and bindings", q.RBAC},
	} {
		if one.query != "" {
			o.say(strong(one.title))
			o.query(one.query)
		}
	}
}

func (o *outline) container(r report.Report) {
	if r.Live != nil {
		o.processTable(r)
	}
	o.evidence(r)
	if r.Commands.PS != "" {
		o.text("by hand, where the image has the tools:")
		o.verbatim(r.Commands.PS)
		o.verbatim(r.Commands.Shell)
	}
}

// evidence lists what the verdict rests on.
func (o *outline) evidence(r report.Report) {
	for _, line := range r.Verdict.Evidence {
		o.item(esc(line))
	}
}

func (o *outline) attack(a report.Attack) {
	if a.Source == "" {
		o.text("neither the finding nor its documentation names a technique")
		return
	}
	from := map[string]string{
		"finding": "from the finding", "catalogue": "from the documentation",
		"suggested": "suggested by this tool",
	}[a.Source]
	for _, tactic := range append([]report.Entry{a.Tactic}, a.OtherTactics...) {
		if !tactic.Name.IsZero() {
			o.method(tactic, "")
		}
	}
	for _, technique := range a.Techniques {
		o.method(technique, from)
	}
	if a.Reason != "" {
		o.say(faint("suggested by ATT&CK's definitions, since " + a.Reason))
	}
	if !a.Version.IsZero() {
		o.say(labelled("the finding's names are from ATT&CK", a.Version))
	}
}

// idWidth is how wide an id of ATT&CK is drawn, T1059.004 being the longest.
const idWidth = 10

func (o *outline) method(e report.Entry, note string) {
	entry := words{{text: pad(e.ID, idWidth) + esc(e.Name), page: e.URL}} // one span, for one link
	if note != "" {
		entry = append(append(entry, plain("   ")...), faint(note)...)
	}
	o.add(paragraph{words: entry, hang: idWidth, item: true})
}

func (o *outline) response(r report.Report) {
	o.text(planWords(r.ResponseSource))
	for _, a := range r.Response {
		o.hanging(strong(a.Action), plain(" - "+esc(a.Effect)))
		o.verbatim(a.Command)
	}
}

// planWords says what the plan is and whose.
func planWords(source string) string {
	switch source {
	case report.FromPage:
		return "As the page of this finding's type has it; each may disturb what runs there:"
	case report.FromCommon:
		return "What the pages of such findings have in common, since the plan of this type's own page is not known; each may disturb what runs there:"
	}
	return "Each of these may disturb the workload; from the mildest to the hardest:"
}
