package render

import (
	"strconv"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// title makes a link of a title that is ours, where the terminal can.
func (p *page) title(title, address string) string {
	if !p.links || address == "" || !knownPage(address) {
		return title
	}
	return "\x1b]8;;" + address + "\x1b\\" + p.theme.link.Render(title) + "\x1b]8;;\x1b\\"
}

// linkList writes the pages: as clickable titles, or whole, for a terminal that
// can't and for tmux, which drops links.
func (p *page) linkList(r report.Report) {
	if len(r.Links) == 0 {
		return
	}
	p.section("Links")
	if p.links {
		var titles []string
		for _, link := range r.Links {
			titles = append(titles, p.title(link.Title, link.URL))
		}
		p.text(dots(titles...))
		return
	}
	for _, link := range r.Links {
		p.text(link.Title)
		p.verbatim(p.theme.faint.Render(link.URL))
	}
}

// gaps writes what the report could not learn, each with its mend.
func (p *page) gaps(r report.Report) {
	if len(r.Gaps) == 0 {
		return
	}
	p.section("Gaps")
	for _, gap := range r.Gaps {
		p.hanging("step "+strconv.Itoa(gap.Step)+": "+gap.What+": "+esc(gap.Why), 2)
		if gap.Fix != "" {
			p.verbatim("→ " + gap.Fix)
		}
	}
}
