package main

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// run is a stretch of one line in one style.
type run struct {
	column, cells int
	text          string
	style         cellbuf.Style
}

// runs parts a line where its style changes. What can't be seen is no run.
func runs(line cellbuf.Line) []run {
	var all []run
	for column, cell := range line {
		if cell == nil || cell.Width == 0 { // the right half of a wide character
			continue
		}
		last := len(all) - 1
		if last < 0 || !all[last].style.Equal(&cell.Style) {
			all = append(all, run{column: column, style: cell.Style})
			last++
		}
		all[last].text += cell.String()
		all[last].cells += cell.Width
	}
	var seen []run
	for _, r := range all {
		if strings.TrimSpace(r.text) != "" || r.style.Attrs.Contains(cellbuf.ReverseAttr) {
			seen = append(seen, r)
		}
	}
	return seen
}

// classes names the run's style as the picture's style sheet does. Only the
// sixteen colours of the terminal occur, of which the report uses the first eight.
func (r run) classes() string {
	var names []string
	if color, basic := r.style.Fg.(ansi.BasicColor); basic {
		names = append(names, "c"+string(rune('0'+color%8)))
	}
	if r.style.Attrs.Contains(cellbuf.BoldAttr) {
		names = append(names, "b")
	}
	if r.style.Attrs.Contains(cellbuf.FaintAttr) {
		names = append(names, "f")
	}
	if r.style.UlStyle != cellbuf.NoUnderline {
		names = append(names, "u")
	}
	return strings.Join(names, " ")
}
