package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// glyph is one rune of a styled line with the marks on it, or one of the sequences
// that style it.
type glyph struct {
	text    string
	columns int
}

func (g glyph) isStyle() bool { return strings.HasPrefix(g.text, "\x1b") }

// glyphs takes a styled line apart.
//
// Terminals disagree about how wide some runes are: vowel signs of Indic scripts,
// skin tones, what a later Unicode brought. Here each rune counts as wide as the
// widest takes it, since a line that is too long for the terminal goes on at the
// left edge of the next, where it could pass for ours; one that ends too early
// does no harm. So runes are counted one by one and not by what they look like
// together, but for flags, which are two runes.
func glyphs(s string) []glyph {
	list := make([]glyph, 0, len(s))
	flag := false // the rune before is the first half of one
	for s != "" {
		g, half, mark := glyph{s[:1], 1}, false, false
		switch {
		case s[0] == '\x1b':
			g = glyph{s[:styleLength(s)], 0}
		case s[0] >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s)
			g = glyph{s[:size], runeColumns(r)}
			half, mark = r >= 0x1f1e6 && r <= 0x1f1ff, unicode.Is(unicode.M, r)
		}
		s = s[len(g.text):]
		if flag && half {
			g.columns, half = 0, false
		}
		flag = half
		if last := len(list) - 1; mark && last >= 0 && !list[last].isStyle() {
			list[last].text += g.text
			list[last].columns += g.columns
			continue
		}
		list = append(list, g)
	}
	return list
}

// styleLength is the length of the colour or link that s begins with.
func styleLength(s string) int {
	end, length := "m", 1
	if strings.HasPrefix(s, "\x1b]") {
		end, length = "\x1b\\", 2
	}
	if at := strings.Index(s[1:], end); at >= 0 {
		return 1 + at + length
	}
	return 1
}

// runeColumns is how many columns a terminal gives to a rune, at most.
func runeColumns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1f3fb && r <= 0x1f3ff, // skin tones
		r >= 0x3248 && r <= 0x324f,                           // numbers in black squares
		r == 0x302e, r == 0x302f, r == 0x16ff0, r == 0x16ff1: // tone and reading marks
		return 2
	}
	return max(ansi.StringWidth(string(r)), 1)
}

// measure is how many columns a styled line takes.
func measure(s string) int {
	columns := 0
	for _, g := range glyphs(s) {
		columns += g.columns
	}
	return columns
}

// cut shortens a line to a width and says so by an ellipsis.
func cut(s string, limit int) string {
	limit = max(limit, 1)
	if measure(s) <= limit {
		return s
	}
	var l styledLine
	for _, g := range glyphs(s) {
		if l.columns+g.columns > limit-1 {
			break
		}
		l.add(g)
	}
	l.add(glyph{"…", 1})
	return l.end()
}

// pad fills s with blanks to a width, or cuts it.
func pad(s string, columns int) string {
	s = cut(s, columns)
	return s + strings.Repeat(" ", columns-measure(s))
}

// padLeft is pad for numbers, which are never cut.
func padLeft(s string, columns int) string {
	return strings.Repeat(" ", max(columns-measure(s), 0)) + s
}

// styledLine is a line under construction and the styles that are open in it.
type styledLine struct {
	text          strings.Builder
	columns       int
	colours, link string
}

func (l *styledLine) add(g glyph) {
	l.text.WriteString(g.text)
	l.columns += g.columns
	switch {
	case !g.isStyle():
	case g.text == endOfLink:
		l.link = ""
	case strings.HasPrefix(g.text, "\x1b]8;;"):
		l.link = g.text
	case g.text == endOfColours, g.text == "\x1b[m":
		l.colours = ""
	default:
		l.colours += g.text
	}
}

const (
	endOfColours = "\x1b[0m"
	endOfLink    = "\x1b]8;;\x1b\\"
)

// end closes the line, so that no style runs into the margin of the next.
func (l *styledLine) end() string {
	return l.text.String() + either(l.link == "", "", endOfLink) + either(l.colours == "", "", endOfColours)
}

// next begins another line in the styles that were open.
func (l *styledLine) next() {
	l.text.Reset()
	l.text.WriteString(l.colours + l.link)
	l.columns = 0
}
