package render

import (
	"io"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Catalogue writes one finding type in full, several as a table.
func Catalogue(w io.Writer, list report.CatalogueEntryList, all bool, o Options) error {
	p := newPage(o)
	if all {
		p.catalogueTable(list)
	} else {
		for i, entry := range list.Items {
			if i > 0 {
				p.out.WriteByte('\n')
			}
			p.catalogueEntry(entry)
		}
	}
	_, err := io.WriteString(w, guard(p.out.String()))
	return err
}

func (p *page) catalogueEntry(e report.CatalogueEntry) {
	preview := ""
	if e.Preview {
		preview = "preview"
	}
	p.raw(" " + p.theme.bold.Render(e.Category) + "   " + p.theme.faint.Render(dots(e.Service, preview)))
	p.label = "Severity"
	p.text(either(e.Severity != "", e.Severity+", as documented; a finding's own counts more", "not documented"))
	p.label = "Detector"
	p.text(dots(either(e.Detector != "", e.Detector, "id not documented"), either(e.Default != "", e.Default+" by default", "")))
	p.label = "ATT&CK"
	var methods outline
	methods.attack(e.Attack)
	for _, b := range methods.sections[0].blocks {
		b.in(p)
	}
	for _, trait := range e.Traits {
		p.label = "Note"
		p.text(trait)
	}
	p.label = "Page"
	p.line(p.title(e.Page, e.Page))
	if !e.OwnPage {
		p.text(p.theme.faint.Render("the index of all finding types: the page of this one is not known"))
	}
}

func (p *page) catalogueTable(list report.CatalogueEntryList) {
	category, service := 0, 0
	for _, e := range list.Items {
		category, service = max(category, measure(e.Category)), max(service, measure(e.Service))
	}
	category = min(category, max(p.width-service-12, 30))
	p.raw(p.theme.faint.Render(pad("CATEGORY", category) + "  " + pad("SEVERITY", 8) + "  SERVICE"))
	for _, e := range list.Items {
		p.raw(cut(pad(e.Category, category)+"  "+pad(either(e.Severity != "", untrusted.Escape(e.Severity), "-"), 8)+"  "+e.Service, p.width))
	}
}
