package render

import "slices"

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
	detector, place    string
	ago                string // of the event, for who reads at once
	event, made        string // for who reads later: the event's time, and the report's
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
func (o *outline) say(parts ...words) { o.add(paragraph{words: slices.Concat(parts...)}) }

// hanging adds a paragraph whose lines are indented but for the first.
func (o *outline) hanging(parts ...words) {
	o.add(paragraph{words: slices.Concat(parts...), hang: 2})
}

// item adds a line of a list, such as a piece of evidence.
func (o *outline) item(s string) {
	o.add(paragraph{words: plain(s), hang: 2, item: true, dash: true})
}

// entry adds a line of a list that text sets without dashes, since each line
// begins with what it is.
func (o *outline) entry(parts ...words) {
	o.add(paragraph{words: slices.Concat(parts...), hang: 2, item: true})
}

// verbatim adds a command that is meant for pasting.
func (o *outline) verbatim(s string) { o.paste(s, shell) }

// query adds a filter for logs, which is meant for pasting.
func (o *outline) query(s string) { o.paste(s, "") }

func (o *outline) paste(s, language string) {
	if s != "" {
		o.add(verbatim{s, language})
	}
}
