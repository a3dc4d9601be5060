package screen

import (
	"unicode"
	"unicode/utf8"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func (f *Filter) inRune(b byte) {
	f.held = append(f.held, b)
	f.runes()
}

// runes hands on the whole runes that are held. Bytes that are none come out as
// the replacement character, as the terminal would show them: one column, so that
// full-screen programs keep their places.
func (f *Filter) runes() {
	held := f.held
	f.state = ground
	for len(held) > 0 {
		if !utf8.FullRune(held) {
			f.begin(inRune, held[0])
			f.held = append(f.held, held[1:]...)
			return
		}
		r, size := utf8.DecodeRune(held)
		switch {
		case held[0] < utf8.RuneSelf:
			f.ground(held[0]) // only ever the last byte
		case r == utf8.RuneError && size == 1:
			f.replacement()
		default:
			f.rune(r, held[:size])
		}
		held = held[size:]
	}
}

func (f *Filter) replacement() { f.print([]byte(string(utf8.RuneError))) }

// rune prints a rune that is not ASCII. C1 controls are sequences in one rune.
// What turns the direction of text around or can't be seen makes a name look like
// another one.
func (f *Filter) rune(r rune, bytes []byte) {
	switch {
	case r < 0xa0:
		f.show(C1, bytes)
	case unicode.Is(unicode.Bidi_Control, r), r == 0x2028, r == 0x2029, r >= 0xe0000 && r <= 0xe007f:
		f.show(Hidden, bytes)
	default:
		f.print(bytes)
	}
}

// show counts something refused and prints it in escape notation.
func (f *Filter) show(kind Kind, bytes []byte) {
	f.refused[kind]++
	f.print([]byte(untrusted.Escape(string(bytes))))
}
