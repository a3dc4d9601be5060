package render

// wrap breaks a styled line at its blanks, and within a word only where the word
// alone is too long: a name that is torn apart can't be copied.
func wrap(s string, limit int) []string {
	w := wrapper{limit: limit}
	var word []glyph
	for _, g := range glyphs(s) {
		if g.text != " " {
			word = append(word, g)
			continue
		}
		w.word(word)
		word = word[:0]
		w.blanks++
	}
	w.word(word)
	return append(w.lines, w.line.end())
}

type wrapper struct {
	limit  int
	lines  []string
	line   styledLine
	blanks int // in front of the next word; those at the end of a line are dropped
}

func (w *wrapper) word(word []glyph) {
	if len(word) == 0 {
		return
	}
	columns := 0
	for _, g := range word {
		columns += g.columns
	}
	// A word for which no line is long enough may as well begin on this one, if
	// there is little in front of it: the branch of a tree, a label.
	torn := columns > w.limit && w.line.columns+w.blanks < w.limit/4
	if w.line.columns > 0 && w.line.columns+w.blanks+columns > w.limit && !torn {
		w.end()
	} else {
		for range min(w.blanks, w.limit-1) {
			w.line.add(glyph{" ", 1})
		}
	}
	w.blanks = 0
	for _, g := range word {
		if w.line.columns+g.columns > w.limit {
			w.end()
		}
		w.line.add(g)
	}
}

func (w *wrapper) end() {
	w.lines = append(w.lines, w.line.end())
	w.line.next()
}
