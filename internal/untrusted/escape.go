package untrusted

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one letter as they are. Real
// scripts stack up to three; more is used to paint over the lines around it.
const maxMarks = 3

// Escape returns s with everything that does not print as itself in Go's escape
// notation, invalid UTF-8 byte by byte, and a backslash doubled.
func Escape(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/4)
	marks := maxMarks // a mark needs a letter in front of it
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		marks = countMarks(r, marks)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(hexByte(s[i]))
		case r == '\\':
			b.WriteString(`\\`)
		case Prints(r) && marks <= maxMarks:
			b.WriteRune(r)
		default:
			b.WriteString(escapeRune(r))
		}
		i += size
	}
	return b.String()
}

// plain reports whether s is printable ASCII without a backslash, the usual case.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e || s[i] == '\\' {
			return false
		}
	}
	return true
}

// countMarks returns how many combining marks stand in a row at r.
func countMarks(r rune, before int) int {
	if unicode.Is(unicode.M, r) {
		return before + 1
	}
	return 0
}

// Prints reports whether a terminal shows r as a visible sign of its own, or, for
// a combining mark, as part of the one before it.
func Prints(r rune) bool {
	return strconv.IsPrint(r) && r != utf8.RuneError && !blank(r)
}

// blank reports whether r counts as printable but shows nothing: Hangul fillers,
// the braille blank, the grapheme joiner, variation selectors, Khmer inherent
// vowels and Mongolian selectors (Unicode 16, Default_Ignorable_Code_Point, and
// U+2800).
func blank(r rune) bool {
	switch {
	case r == 0x034f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5,
		r == 0x2800, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x180b && r <= 0x180f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return false
}

// escapeRune writes r as Go does, without the quotes, also where Go would print it.
func escapeRune(r rune) string {
	if r < utf8.RuneSelf {
		quoted := strconv.QuoteRuneToASCII(r)
		return quoted[1 : len(quoted)-1]
	}
	if r > 0xffff {
		return `\U` + padHex(r, 8)
	}
	return `\u` + padHex(r, 4)
}

func hexByte(c byte) string { return `\x` + padHex(rune(c), 2) }

func padHex(r rune, width int) string {
	digits := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", width-len(digits)) + digits
}
