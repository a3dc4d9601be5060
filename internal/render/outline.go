package render

import "strings"

// outline is what a report says, in the order in which it is read and before any
// form lays it out: text, markdown and html differ in their looks alone.
//
// Its strings are escaped: untrusted text comes in through esc. Each form then
// escapes everything once more for its own language, ours included.
type outline struct {
	head     head
	sections []section
}

// head is what a responder reads before deciding whether to run.
type head struct {
	severity, category string
	side               string // who saw it, and when
	statuses           []status
	next               []nextStep
}

// status is a word, and what it is about.
type status struct {
	word, about string
	look        look
}

// nextStep is what to do now: a command to paste, or a step further down.
type nextStep struct{ effect, command string }

// section is a part under a title.
type section struct {
	number int // of the playbook's step; 0 for what is none
	title  string
	blocks []block
}

// step starts a section under the number that the playbook's readers know.
func (o *outline) step(number int, title string) {
	o.sections = append(o.sections, section{number: number, title: title})
}

// section starts a part that is no step of the playbook.
func (o *outline) section(title string) { o.step(0, title) }

// add puts a block into the section that was started last.
func (o *outline) add(b block) {
	if len(o.sections) == 0 {
		o.section("")
	}
	last := &o.sections[len(o.sections)-1]
	last.blocks = append(last.blocks, b)
}

// text adds a plain paragraph.
func (o *outline) text(s string) { o.say(plain(s)) }

// say adds a paragraph of words that look different.
func (o *outline) say(spans ...span) { o.add(paragraph{words: spans}) }

// hanging adds a paragraph whose lines are indented but for the first.
func (o *outline) hanging(spans ...span) { o.add(paragraph{words: spans, hang: 2}) }

// item adds a line of a list, such as a piece of evidence.
func (o *outline) item(s string) { o.add(paragraph{words: words{plain(s)}, hang: 2, item: true}) }

// verbatim adds lines that are meant for pasting.
func (o *outline) verbatim(s string) {
	if s != "" {
		o.add(verbatim{s})
	}
}

// words is a run of text in several looks.
type words []span

// span is text in one look; page, where it is set, is the address that it leads to.
type span struct {
	text string
	look look
	page string
}

// look is how a span is set off; no look carries a meaning alone.
type look int

const (
	asPlain look = iota
	asStrong
	asFaint
	asAlarm
	asWarn
	asGood
)

func plain(s string) span  { return span{text: s} }
func strong(s string) span { return span{text: s, look: asStrong} }
func faint(s string) span  { return span{text: s, look: asFaint} }
func warn(s string) span   { return span{text: s, look: asWarn} }

// dotted joins what is there by middle dots.
func dotted(spans ...span) words {
	var joined words
	for _, one := range spans {
		if one.text == "" {
			continue
		}
		if joined != nil {
			joined = append(joined, plain(" · "))
		}
		joined = append(joined, one)
	}
	return joined
}

// dots is dotted for plain strings.
func dots(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, " · ")
}
