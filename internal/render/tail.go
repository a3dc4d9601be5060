package render

import (
	"strconv"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// linkList lists the pages that the report leads to.
func (o *outline) linkList(r report.Report) {
	if len(r.Links) == 0 {
		return
	}
	o.section("Links")
	var list pages
	for _, link := range r.Links {
		list.links = append(list.links, words{{text: link.Title, page: link.URL}})
	}
	o.add(list)
}

// gaps writes what the report could not learn, each with its mend.
func (o *outline) gaps(r report.Report) {
	if len(r.Gaps) == 0 {
		return
	}
	o.section("Gaps")
	for _, gap := range r.Gaps {
		o.hanging(plain("step " + strconv.Itoa(gap.Step) + ": " + gap.What + ": " + esc(gap.Why)))
		if gap.Fix != "" {
			o.add(mend{gap.Fix})
		}
	}
}
