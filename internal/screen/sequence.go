package screen

const (
	// maxSequence bounds an escape or control sequence. The longest that programs
	// write set two colours and a handful of attributes.
	maxSequence = 128
	// maxShown is how much of a string is kept for being shown.
	maxShown = 256
	// maxString bounds a string that has no end, so that it swallows no more of
	// the output than this.
	maxString = 64 << 10
)

func (f *Filter) inEscape(b byte) {
	switch {
	case b < ' ' || b >= del || len(f.held) == maxSequence:
		f.refuse(Malformed)
		f.step(b)
	case b < '0':
		f.held = append(f.held, b)
	case len(f.held) == 1 && b == '[':
		f.held, f.state = append(f.held, b), inCSI
	case len(f.held) == 1 && opensString(b):
		f.held, f.state = append(f.held, b), inString
	default:
		f.held, f.state = append(f.held, b), ground
		f.escape()
	}
}

// opensString tells the strings of ECMA-48 (DCS, SOS, OSC, PM, APC), and screen's
// own for a title.
func opensString(b byte) bool {
	switch b {
	case 'P', 'X', ']', '^', '_', 'k':
		return true
	}
	return false
}

func (f *Filter) inCSI(b byte) {
	switch {
	case b < ' ' || b >= del || len(f.held) == maxSequence:
		f.refuse(Malformed)
		f.step(b)
	case b < '@':
		f.held = append(f.held, b)
	default:
		f.held, f.state = append(f.held, b), ground
		f.controlSequence()
	}
}

// inString reads a string to its end, none of which gets through. A line that ends
// also ends the string: no string that is worth anything holds one, and one
// without an end is not to swallow the prompt.
func (f *Filter) inString(b byte) {
	switch {
	case b == esc:
		f.state = endOfString
	case b == bel && (f.held[1] == ']' || f.held[1] == 'k'), b == can, b == sub:
		f.keep(b)
		f.refuse(f.stringKind())
	case b == '\n' || b == '\r':
		f.refuse(f.stringKind())
		f.step(b)
	case len(f.held)+f.past == maxString:
		f.refuse(f.stringKind())
		f.step(b)
	default:
		f.keep(b)
	}
}

// endOfString follows an ESC within a string: ST, or the begin of something else.
func (f *Filter) endOfString(b byte) {
	if b == '\\' {
		f.keep(esc)
		f.keep(b)
		f.refuse(f.stringKind())
		return
	}
	f.refuse(f.stringKind())
	f.begin(inEscape, esc)
	f.step(b)
}

func (f *Filter) keep(b byte) {
	if len(f.held) < maxShown {
		f.held = append(f.held, b)
		return
	}
	f.past++
}

// refuse counts what is held and forgets it, or shows it where it is of a kind
// that a responder wants to see.
func (f *Filter) refuse(kind Kind) {
	f.state = ground
	if !kind.shown() {
		f.refused[kind]++
		return
	}
	f.show(kind, f.held)
	if f.past > 0 {
		f.print([]byte("..."))
	}
}

// pass lets what is held through.
func (f *Filter) pass() { f.out = append(f.out, f.held...) }
