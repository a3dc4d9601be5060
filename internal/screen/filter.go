// Package screen stands between a program that may be the attacker's and the
// terminal of whoever looks at it. Text, colours, cursor movement and the
// switches that full-screen programs need get through. Whatever reads from the
// terminal, writes to its clipboard or title, changes what keys and mouse send,
// or is not known does not.
package screen

import "io"

// Filter is a writer in front of a terminal. What comes out depends on all bytes
// that went in and not on how they were cut into writes. It is not safe for
// concurrent use.
type Filter struct {
	to  io.Writer
	raw bool

	out   []byte // of the write under way
	state state
	held  []byte // of an unfinished rune or sequence, from its first byte on
	past  int    // bytes of a string that were too many to be held

	refused map[Kind]int
	far     switches
}

// New returns a filter in front of a terminal. With raw it lets everything
// through and only watches, for Restore.
func New(to io.Writer, raw bool) *Filter {
	return &Filter{to: to, raw: raw, refused: map[Kind]int{}}
}

// Write passes on what of p may reach the terminal, in one write. The end of p may
// be held back until it is known what it is.
func (f *Filter) Write(p []byte) (int, error) {
	f.out = f.out[:0]
	f.feed(p)
	if f.raw {
		return f.to.Write(p)
	}
	return len(p), f.flush()
}

// Flush writes what was held back, escaped, since its end will not come.
func (f *Filter) Flush() error {
	f.out = f.out[:0]
	f.end()
	if f.raw {
		return nil
	}
	return f.flush()
}

func (f *Filter) flush() error {
	if len(f.out) == 0 {
		return nil
	}
	_, err := f.to.Write(f.out)
	return err
}

// state is what the next byte is a part of.
type state int

const (
	ground      state = iota
	inRune            // a character of several bytes
	inEscape          // ESC and perhaps intermediates
	inCSI             // ESC [ and perhaps parameters
	inString          // of an OSC, DCS, SOS, PM or APC, or of screen's title
	endOfString       // ESC within a string, which may be the first half of its end
)

const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f
)

func (f *Filter) feed(p []byte) {
	for len(p) > 0 {
		if f.state == ground {
			if n := plain(p); n > 0 {
				f.print(p[:n])
				p = p[n:]
				continue
			}
		}
		f.step(p[0])
		p = p[1:]
	}
}

// plain counts the printable ASCII that p begins with, which is most of it.
func plain(p []byte) int {
	for i, b := range p {
		if b < ' ' || b > '~' {
			return i
		}
	}
	return len(p)
}

func (f *Filter) step(b byte) {
	switch f.state {
	case ground:
		f.ground(b)
	case inRune:
		f.inRune(b)
	case inEscape:
		f.inEscape(b)
	case inCSI:
		f.inCSI(b)
	case inString:
		f.inString(b)
	case endOfString:
		f.endOfString(b)
	}
}

func (f *Filter) ground(b byte) {
	switch {
	case b == esc:
		f.begin(inEscape, b)
	case b >= 0x80:
		f.begin(inRune, b)
		f.runes()
	case b >= ' ' && b != del:
		f.print([]byte{b})
	default:
		f.control(b)
	}
}

// begin starts to hold a rune or a sequence.
func (f *Filter) begin(s state, b byte) {
	f.state, f.held, f.past = s, append(f.held[:0], b), 0
}

// end drops or shows an unfinished rune or sequence.
func (f *Filter) end() {
	switch f.state {
	case ground:
	case inRune:
		f.state = ground
		for range f.held {
			f.replacement()
		}
	case inEscape, inCSI:
		f.refuse(Malformed)
	case inString, endOfString:
		f.refuse(f.stringKind())
	}
}

func (f *Filter) print(text []byte) {
	f.out = append(f.out, text...)
	f.far.column = true
}

// control passes what moves the cursor, and the bell. All else is without effect
// on a terminal, or better were: ENQ makes it send an answer, SO puts another
// alphabet in place.
func (f *Filter) control(b byte) {
	switch b {
	case '\a', '\b', '\t', '\n', '\v', '\f':
		f.out = append(f.out, b)
	case '\r':
		f.out = append(f.out, b)
		f.far.column = false
	case 0, can, sub, del:
		// Padding, and the end of a sequence that was refused.
	case 0x05:
		f.refused[Query]++
	default:
		f.refused[Control]++
	}
}
