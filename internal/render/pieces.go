package render

import (
	"slices"
	"strings"
)

// piece is a part of a sentence: words that can stand as they are in any form, or
// a name, which markdown and html set as code.
type piece struct {
	text string
	name bool
}

// pieces parts a sentence at its blanks. A word is left in the sentence only if no
// dialect of Markdown, and no tracker that a report may be pasted into, gives it a
// meaning: letters, small numbers, and the punctuation around them. Everything
// else is a name: paths, images, addresses, times, but also @user, #123, :smile:,
// www.example.com and [text](link). Names that follow one another are one piece,
// and so is all that stands between quotes.
//
// first says that the sentence begins a line, where a number or a dash may begin a
// list.
func pieces(s string, first bool) []piece {
	list := &pieceList{}
	all := strings.Split(s, " ")
	closed := true // a quotation that begins here ends somewhere
	for len(all) > 0 {
		word, length := all[0], 1
		if closed && strings.HasPrefix(word, `"`) {
			end := slices.IndexFunc(all, endsQuote)
			closed = end >= 0
			length = max(end+1, 1)
			word = strings.Join(all[:length], " ")
		}
		list.word(word, length > 1, first)
		first = first && word == ""
		all = all[length:]
		list.blanks++
	}
	if list.blanks > 1 { // one more than there are behind the last word
		list.add(" ", false)
	}
	return list.all
}

func endsQuote(word string) bool {
	_, core, _ := apart(word)
	return len(core) > 1 && strings.HasSuffix(core, `"`)
}

type pieceList struct {
	all    []piece
	blanks int // in front of the next word
}

// word adds a word, without its punctuation where it is a name.
func (l *pieceList) word(word string, quoted, first bool) {
	if word == "" {
		return
	}
	before, core, after := apart(word)
	name := quoted || !harmless(before, core, after, first)
	last := len(l.all) - 1
	joined := name && before == "" && last >= 0 && l.all[last].name
	switch {
	case joined:
		l.add(strings.Repeat(" ", l.blanks), true)
	case l.blanks > 0:
		l.add(" ", false)
	}
	l.blanks = 0
	l.add(before, false)
	l.add(core, name)
	l.add(after, false)
}

func (l *pieceList) add(text string, name bool) {
	last := len(l.all) - 1
	switch {
	case text == "":
	case last >= 0 && l.all[last].name == name:
		l.all[last].text += text
	default:
		l.all = append(l.all, piece{text, name})
	}
}
