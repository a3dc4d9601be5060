package render

import (
	"io"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// Markdown writes the report for pasting into a ticket, in CommonMark without
// extensions. Whatever is no plain word stands in code, where neither Markdown nor
// the tracker around it looks for links, mentions or markup; escaping sign by sign
// would not do, since trackers look for mentions after Markdown was read.
func Markdown(w io.Writer, r report.Report) error {
	out := whole(r)
	var m markdown
	m.head(out.head)
	for _, s := range out.sections {
		m.section(s)
	}
	_, err := io.WriteString(w, inert(m.out.String()))
	return err
}

// markdown is the text under construction: blocks of whole lines, with an empty
// line between two of them.
type markdown struct {
	out  strings.Builder
	list bool // the last block was an item of a list
}

// block writes lines that are a block of their own.
func (m *markdown) block(lines ...string) {
	m.list = false
	m.space()
	m.out.WriteString(strings.Join(lines, "\n") + "\n")
}

func (m *markdown) space() {
	if m.out.Len() > 0 {
		m.out.WriteByte('\n')
	}
}

// item writes one item of a list; the items of one list are not parted.
func (m *markdown) item(line string) {
	if !m.list {
		m.space()
	}
	m.list = true
	m.out.WriteString("- " + line + "\n")
}

func (m *markdown) head(h head) {
	m.block("## " + inline(h.category, true))
	m.block(inlineWords(dotted(strong(h.severity), plain(h.detector), plain(h.event), plain(h.made))))
	for _, s := range h.statuses {
		m.item(inlineWords(append(strong(strings.ToUpper(s.word)+" "), plain(s.about)...)))
	}
	for _, step := range h.next {
		m.block(inlineWords(append(strong("Next: "), plain(step.effect)...)))
		if step.command != "" {
			m.verbatim(verbatim{text: step.command, language: shell})
		}
	}
}

func (m *markdown) section(s section) {
	title := inline(s.title, false)
	if s.number > 0 {
		title = strconv.Itoa(s.number) + ". " + title
	}
	m.block("### " + title)
	for _, b := range s.blocks {
		b.in(m)
	}
}

func (m *markdown) paragraph(b paragraph) {
	line := inlineWords(b.words)
	switch {
	case line == "":
	case b.item:
		m.item(line)
	default:
		m.block(line)
	}
}

func (m *markdown) quotation(b quotation) {
	var lines []string
	for i, line := range b.lines {
		if i > 0 {
			lines = append(lines, ">")
		}
		lines = append(lines, strings.TrimRight("> "+inline(line, true), " "))
	}
	m.block(lines...)
}

func (m *markdown) verbatim(b verbatim) { m.fence(b.language, b.text) }

func (m *markdown) mend(b mend) {
	if b.isCommand() {
		m.fence(shell, b.text)
		return
	}
	m.block("→ " + inline(b.text, false))
}

func (m *markdown) tree(b tree)   { m.asText(b) }
func (m *markdown) table(b table) { m.asText(b) }

// asText shows what must be aligned as the text form does, on lines without end.
func (m *markdown) asText(b block) {
	const endless = 1 << 20
	p := newPage(Options{Width: endless})
	p.margin = 0
	b.in(p)
	m.fence("text", p.out.String())
}

// fence sets lines as code. Its marks are longer than any row of the same marks
// within, so that no line of the text can end it.
func (m *markdown) fence(language, text string) {
	marks := strings.Repeat("`", max(longestRun(text, '`')+1, 3))
	m.block(marks+language, strings.TrimSuffix(text, "\n"), marks)
}

func (m *markdown) pages(b pages) {
	for _, link := range b.links {
		m.item(inlineWords(link))
	}
}
