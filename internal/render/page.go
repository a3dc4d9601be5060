package render

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// sectionMargin is how far a section's text stands from the left: its number and
// title stand in it.
const sectionMargin = 16

// narrow is where titles get lines of their own.
const narrow = 60

// page is the text under construction. Whatever enters it was escaped before:
// untrusted text comes in through esc alone.
type page struct {
	out   strings.Builder
	width int
	// margin is how far the text of a section stands from the left.
	margin int
	links  bool
	wide   bool
	theme  theme
	label  string // waits for the next line's margin
}

func newPage(o Options) *page {
	p := &page{width: o.width(), margin: sectionMargin, links: o.Links, wide: o.Wide, theme: newTheme(o.Color)}
	if p.width < narrow {
		p.margin = 4
	}
	return p
}

// esc takes untrusted text into the page. A long run of blanks is shown by its
// length: it could push what follows to the start of the terminal's next line,
// where it would pass for a line of ours.
func esc(t untrusted.Text) string {
	shown := t.String()
	if !strings.Contains(shown, "    ") {
		return shown
	}
	return regexp.MustCompile(` {4,}`).ReplaceAllStringFunc(shown, func(blanks string) string {
		return " ‹" + strconv.Itoa(len(blanks)) + " blanks› "
	})
}

// text writes a paragraph beside the margin, wrapped to the page.
func (p *page) text(s string) { p.hanging(s, 0) }

// hanging indents all lines of a paragraph but the first.
func (p *page) hanging(s string, indent int) {
	room := max(p.width-p.margin-indent, 20)
	for i, line := range wrap(s, room) {
		if i > 0 {
			line = strings.Repeat(" ", indent) + strings.TrimLeft(line, " ")
		}
		p.line(line)
	}
}

// line writes one line beside the margin, however long it is.
func (p *page) line(s string) {
	label := p.label
	p.label = ""
	gap := p.margin - measure(label) - 1
	if label == "" {
		p.raw(strings.Repeat(" ", p.margin) + s)
		return
	}
	if gap < 1 {
		p.raw(" " + p.theme.section.Render(label))
		p.line(s)
		return
	}
	p.raw(" " + p.theme.section.Render(label) + strings.Repeat(" ", gap) + s)
}

// verbatim writes lines that are meant for pasting: near the left edge and never
// broken, since a line break would change them.
func (p *page) verbatim(b verbatim) {
	p.flush()
	for line := range strings.SplitSeq(b.text, "\n") {
		p.raw("    " + line)
	}
}

// flush puts a waiting title on a line of its own.
func (p *page) flush() {
	if p.label != "" {
		label := p.label
		p.label = ""
		p.raw(" " + p.theme.section.Render(label))
	}
}

func (p *page) raw(s string) {
	p.out.WriteString(strings.TrimRight(s, " "))
	p.out.WriteByte('\n')
}

// either chooses without a branch at every call.
func either[T any](condition bool, yes, no T) T {
	if condition {
		return yes
	}
	return no
}
