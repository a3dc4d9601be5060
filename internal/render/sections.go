package render

import "github.com/kubectl-threat/kubectl-threat/internal/report"

func (p *page) logs(r report.Report) {
	q := r.LogQueries
	if q == (report.LogQueries{}) {
		p.text("the finding names nothing that a log query could select")
		return
	}
	p.text("queries for Logs Explorer, or for gcloud logging read")
	for _, one := range []struct{ title, query string }{
		{"the pod's own entries", q.Pod},
		{"the service's own entries", q.CloudRun},
		{"who changed it (audit)", q.Audit},
		{"the node's console", q.Node},
		{"what the principal did", q.Principal},
	} {
		if one.query != "" {
			p.text(p.theme.bold.Render(one.title))
			p.verbatim(one.query)
		}
	}
}

func (p *page) container(r report.Report, o Options) {
	if r.Live != nil {
		p.processTable(r, o.Wide)
	}
	p.evidence(r)
	if r.Commands.PS != "" {
		p.text("by hand, where the image has the tools:")
		p.verbatim(r.Commands.PS)
		p.verbatim(r.Commands.Shell)
	}
}

// evidence lists what the verdict rests on.
func (p *page) evidence(r report.Report) {
	for _, line := range r.Verdict.Evidence {
		p.hanging("- "+esc(line), 2)
	}
}

func (p *page) attack(r report.Report) {
	a := r.Attack
	if a.Source == "" {
		p.text("neither the finding nor its documentation names a technique")
		return
	}
	from := map[string]string{
		"finding": "from the finding", "catalogue": "from the documentation",
		"suggested": "suggested by this tool, from ATT&CK's definitions",
	}[a.Source]
	for _, tactic := range append([]report.Entry{a.Tactic}, a.OtherTactics...) {
		if !tactic.Name.IsZero() {
			p.entry(tactic, "")
		}
	}
	for _, technique := range a.Techniques {
		p.entry(technique, from)
	}
}

func (p *page) entry(e report.Entry, note string) {
	name := p.title(pad(e.ID, 10)+esc(e.Name), e.URL)
	if note != "" {
		name += "   " + p.theme.faint.Render(note)
	}
	p.hanging(name, 10)
}

func (p *page) response(r report.Report) {
	p.text("Each of these may disturb the workload; from the mildest to the hardest:")
	for _, a := range r.Response {
		p.hanging(p.theme.bold.Render(a.Action)+" - "+esc(a.Effect), 2)
		if a.Command != "" {
			p.verbatim(a.Command)
		}
	}
}
