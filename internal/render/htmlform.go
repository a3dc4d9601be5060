package render

import (
	"strconv"
	"strings"
)

// htmlForm lays the blocks of one section out as HTML.
type htmlForm struct {
	done []markup
	list bool // the last element is a list that takes more items
}

func (f *htmlForm) add(e element) {
	f.done = append(f.done, e)
	f.list = false
}

// item adds to the list that the last block began, or begins one.
func (f *htmlForm) item(holds []markup) {
	item := tag("li", "", holds...)
	last := len(f.done) - 1
	if list, ok := f.last(); ok && f.list {
		list.holds = append(list.holds, item)
		f.done[last] = list
		return
	}
	f.add(tag("ul", "", item))
	f.list = true
}

func (f *htmlForm) last() (element, bool) {
	if len(f.done) == 0 {
		return element{}, false
	}
	e, ok := f.done[len(f.done)-1].(element)
	return e, ok
}

func (f *htmlForm) paragraph(b paragraph) {
	holds := wordsMarkup(b.words)
	switch {
	case len(holds) == 0:
	case b.item:
		f.item(holds)
	default:
		f.add(tag("p", "", holds...))
	}
}

func (f *htmlForm) quotation(b quotation) {
	quote := tag("blockquote", "")
	for _, line := range b.lines {
		quote.holds = append(quote.holds, tag("p", "", chars(line)))
	}
	f.add(quote)
}

func (f *htmlForm) verbatim(b verbatim) { f.add(pasteable(b.text)) }

// pasteable is a block that one click selects whole.
func pasteable(s string) element { return tag("pre", "paste", chars(s)) }

func (f *htmlForm) mend(b mend) {
	if b.isCommand() {
		f.add(pasteable(b.text))
		return
	}
	f.add(tag("p", "mend", append([]markup{chars("→ ")}, sentenceMarkup(b.text)...)...))
}

// deepest is how far a tree is indented; a deeper one goes on at the same depth.
const deepest = 12

func (f *htmlForm) tree(b tree) {
	list := tag("ul", "tree")
	for _, n := range b.nodes {
		one := tag("li", "depth"+strconv.Itoa(min(n.depth, deepest)),
			tag("p", "", tag("code", "command", chars(n.command)), tag("span", "faint", chars(" "+n.numbers))))
		for _, detail := range n.details {
			one.holds = append(one.holds, tag("p", "detail", wordsMarkup(detail)...))
		}
		if len(n.contents) > 0 {
			one.holds = append(one.holds, tag("pre", "script", chars(strings.Join(n.contents, "\n"))))
		}
		if n.more > 0 {
			one.holds = append(one.holds, tag("p", "faint", chars("… "+moreLines(n.more))))
		}
		list.holds = append(list.holds, one)
	}
	f.add(list)
}

func (f *htmlForm) table(b table) {
	head := tag("tr", "")
	for _, c := range b.columns {
		head.holds = append(head.holds, tag("th", c.class(), chars(c.title)))
	}
	rows := tag("tbody", "")
	for _, r := range b.rows {
		rows.holds = append(rows.holds, rowMarkup(b.columns, r)...)
	}
	f.add(tag("div", "scroll", tag("table", "", tag("thead", "", head), rows)))
	for _, line := range b.after {
		f.add(tag("p", "", wordsMarkup(line)...))
	}
}

func (c column) class() string {
	return strings.TrimSpace(either(c.right, "right ", "") + either(c.wide, "wide", ""))
}

func rowMarkup(columns []column, r row) []markup {
	line := tag("tr", either(r.mark != "", "match", ""))
	last := len(columns) - 1
	for i, c := range columns[:last] {
		line.holds = append(line.holds, tag("td", c.class(), chars(r.cells[i])))
	}
	tail := tag("td", "", tag("code", either(r.mark != "", "command", ""), chars(r.cells[last])))
	if r.depth > 0 {
		tail.holds = append([]markup{tag("span", "faint branch", chars(branch(r.depth)))}, tail.holds...)
	}
	line.holds = append(line.holds, tail)
	var below []markup
	if r.mark != "" {
		below = append(below, tag("p", "alarm", chars("▲ "+r.mark)))
	}
	for _, note := range r.notes {
		below = append(below, tag("p", "", wordsMarkup(note)...))
	}
	if below == nil {
		return []markup{line}
	}
	notes := tag("td", "", below...).with("colspan", strconv.Itoa(len(columns)))
	return []markup{line, tag("tr", either(r.mark != "", "notes match", "notes"), notes)}
}

func (f *htmlForm) pages(b pages) {
	for _, link := range b.links {
		f.item(wordsMarkup(link))
	}
}
