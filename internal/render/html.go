package render

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"io"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// style is the look of the page, in light, in dark and on paper.
//
//go:embed report.css
var style string

// HTML writes the report as one page that needs nothing else: to attach to a
// ticket, to open in a browser, to print. It runs no script and loads nothing, and
// its policy forbids both; it links to the pages of the report alone.
func HTML(w io.Writer, r report.Report) error {
	out := whole(r)
	page := tag("html", "", pageHead(out.head), tag("body", "", tag("main", "", body(out)...))).with("lang", "en")
	var b strings.Builder
	b.WriteString("<!doctype html>\n")
	page.write(&b)
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func pageHead(h head) element {
	sum := sha256.Sum256([]byte(style))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'"
	meta := func(kind, name, content string) element {
		return tag("meta", "").with(kind, name).with("content", content)
	}
	return tag("head", "",
		tag("meta", "").with("charset", "utf-8"),
		meta("http-equiv", "Content-Security-Policy", policy),
		meta("name", "referrer", "no-referrer"),
		meta("name", "robots", "noindex"),
		meta("name", "viewport", "width=device-width, initial-scale=1"),
		meta("name", "color-scheme", "light dark"),
		tag("title", "", chars(title(h))),
		tag("style", "", sheet(style)))
}

// title is what the tab of a browser shows.
func title(h head) string {
	return dots(h.category, h.place)
}

func body(out outline) []markup {
	parts := []markup{headMarkup(out.head)}
	for _, s := range out.sections {
		parts = append(parts, sectionMarkup(s))
	}
	return append(parts, tag("footer", "", chars("kubectl threat · "+out.head.made+
		" · what a finding or a container says of itself may be forged; what does not print is shown as a code, such as \\x1b")))
}

func headMarkup(h head) element {
	top := tag("p", "top", chars(dots(h.detector, h.event)))
	if h.severity != "" {
		badge := tag("span", "badge "+severityLook(h.severity).class(), chars(h.severity))
		top.holds = append([]markup{badge, chars(" ")}, top.holds...)
	}
	if h.ago != "" {
		top.holds = append(top.holds, tag("span", "faint", chars(" · "+h.ago+", when this was written")))
	}
	lead := tag("header", "", top, tag("h1", "", chars(h.category)))
	for _, s := range h.statuses {
		lead.holds = append(lead.holds, tag("div", "status "+s.look.class(),
			tag("strong", "", chars(strings.ToUpper(s.word))), tag("p", "", sentenceMarkup(s.about)...)))
	}
	for _, step := range h.next {
		what := tag("p", "", sentenceMarkup(step.effect)...)
		next := tag("div", "status next", tag("strong", "", chars("Next")), what)
		lead.holds = append(lead.holds, next)
		if step.command != "" {
			lead.holds = append(lead.holds, pasteable(step.command))
		}
	}
	return lead
}

func sectionMarkup(s section) element {
	heading := tag("h2", "", chars(s.title))
	if s.number > 0 {
		number := tag("span", "number", chars(strconv.Itoa(s.number)))
		heading.holds = []markup{number, chars(" " + s.title)}
	}
	f := &htmlForm{}
	for _, b := range s.blocks {
		b.in(f)
	}
	return tag("section", "", append([]markup{heading}, f.done...)...)
}
