package render

import (
	"slices"
	"strconv"
	"strings"
)

// This file lays the blocks of an outline out as lines of text.

// section writes a part; its title stands beside the first line.
func (p *page) section(s section) {
	p.out.WriteByte('\n')
	p.label = s.title
	if s.number > 0 {
		p.label = strconv.Itoa(s.number) + " " + s.title
	}
	for _, b := range s.blocks {
		b.in(p)
	}
}

func (p *page) paragraph(b paragraph) {
	if s := p.words(b.words); s != "" {
		p.hanging(either(b.dash, "- ", "")+s, b.hang)
	}
}

func (p *page) quotation(b quotation) {
	for _, line := range b.lines {
		p.hanging(p.theme.faint.Render("“"+line+"”"), 1)
	}
}

func (p *page) mend(b mend) {
	if b.isCommand() {
		p.verbatim(verbatim{text: "→ " + b.text})
		return
	}
	for i, line := range wrap(b.text, max(p.width-6, 20)) {
		p.raw(either(i == 0, "    → ", "      ") + line)
	}
}

func (p *page) tree(b tree) {
	deepest := max(p.width-p.margin-26, 0) / 3 // which leaves room for words
	for _, n := range b.nodes {
		depth := min(n.depth, deepest)
		branch, indent := "", 3*depth
		if depth > 0 {
			branch = strings.Repeat("   ", depth-1) + "└─ "
		}
		numbers := n.numbers
		if numbers != "" {
			numbers = "   " + numbers
		}
		p.hanging(branch+p.theme.bold.Render(n.command)+numbers, indent+2)
		below := strings.Repeat(" ", indent+2)
		for _, detail := range n.details {
			p.hanging(below+p.words(detail), len(below)+2)
		}
		p.contents(n, below)
	}
}

// contents shows a script line by line behind a gutter, so that no line of it can
// pass for ours.
func (p *page) contents(n treeNode, indent string) {
	for _, line := range n.contents {
		for _, part := range wrap(line, max(p.width-p.margin-len(indent)-2, 20)) {
			p.line(indent + p.theme.faint.Render("│ ") + part)
		}
	}
	if n.more > 0 {
		p.line(indent + p.theme.faint.Render("│ … "+moreLines(n.more)))
	}
}

func moreLines(n int) string { return strconv.Itoa(n) + " more lines: -o json shows all" }

// tableIndent is where a table starts: it needs the page's width.
const tableIndent = "  "

func (p *page) table(b table) {
	p.flush()
	columns := p.fitted(b.columns)
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
	}
	p.raw(cut(tableIndent+p.theme.faint.Render(p.cells(columns, titles)), p.width))
	last := len(columns) - 1
	notes := strings.Repeat(" ", min(26, p.width/3))
	for _, r := range b.rows {
		tail := r.cells[last]
		if r.mark != "" {
			tail = p.theme.alarm.Render(tail)
		}
		p.raw(cut(tableIndent+p.cells(columns[:last], r.cells)+branch(min(r.depth, max(p.width-44, 3)/3))+tail, p.width))
		if r.mark != "" {
			p.below(notes, p.theme.alarm.Render("▲ "+r.mark))
		}
		for _, note := range r.notes {
			p.below(notes, p.words(note))
		}
	}
	for _, line := range b.after {
		p.below(tableIndent, p.words(line))
	}
}

// fitted takes from the widest columns what the last one lacks.
func (p *page) fitted(columns []column) []column {
	const wanted = 28
	columns = slices.Clone(columns)
	for {
		taken, widest := p.taken(columns)
		if widest < 0 || p.width-taken >= wanted {
			return columns
		}
		columns[widest].width--
	}
}

// taken is what columns take of the page, and which of them may give the most; -1
// where none has anything to give.
func (p *page) taken(columns []column) (taken, widest int) {
	const least = 12
	taken, widest = len(tableIndent), -1
	for i, c := range columns {
		if c.wide && !p.wide {
			continue
		}
		taken += c.width + c.gap
		gives := !c.right && c.width > least
		if gives && (widest < 0 || c.width > columns[widest].width) {
			widest = i
		}
	}
	return taken, widest
}

// cells aligns the cells of a line; the last column has no width of its own.
func (p *page) cells(columns []column, cells []string) string {
	var line strings.Builder
	for i, c := range columns {
		switch {
		case c.wide && !p.wide:
			continue
		case c.width == 0:
			line.WriteString(cells[i])
		case c.right:
			line.WriteString(padLeft(cells[i], c.width))
		default:
			line.WriteString(pad(cells[i], c.width))
		}
		line.WriteString(strings.Repeat(" ", c.gap))
	}
	return line.String()
}

func branch(depth int) string {
	if depth == 0 {
		return ""
	}
	return strings.Repeat("  ", min(depth, 12)-1) + "└ "
}

// below writes a detail under its line, wrapped by us, so that the terminal does
// not start a line with a part of it.
func (p *page) below(indent, s string) {
	for _, line := range wrap(s, max(p.width-len(indent)-1, 20)) {
		p.raw(indent + line)
	}
}

// pages writes links as clickable titles, or whole, for a terminal that can't and
// for tmux, which drops links.
func (p *page) pages(b pages) {
	if p.links {
		p.paragraph(paragraph{words: dotted(b.links...)})
		return
	}
	for _, link := range b.links {
		p.text(link[0].text)
		p.verbatim(verbatim{text: p.theme.faint.Render(link[0].page)})
	}
}

// words puts spans together, styled.
func (p *page) words(spans words) string {
	var b strings.Builder
	for _, one := range spans {
		b.WriteString(p.title(p.styled(one.look, one.text), one.page))
	}
	return b.String()
}

func (p *page) styled(l look, s string) string {
	switch l {
	case asPlain, asName:
	case asStrong:
		return p.theme.bold.Render(s)
	case asFaint:
		return p.theme.faint.Render(s)
	case asAlarm:
		return p.theme.alarm.Render(s)
	case asWarn:
		return p.theme.warn.Render(s)
	case asGood:
		return p.theme.good.Render(s)
	}
	return s
}

// title makes a link of a title that is ours, where the terminal can.
func (p *page) title(title, address string) string {
	if !p.links || address == "" || !knownPage(address) {
		return title
	}
	return "\x1b]8;;" + address + "\x1b\\" + p.theme.link.Styled(title) + "\x1b]8;;\x1b\\"
}
