package screen

import "strconv"

// Restore returns what brings a terminal back to what shells expect, whatever was
// left switched on: the ordinary screen, the visible cursor, no colours, plain
// keys, pasting and mouse. The cursor ends up at the begin of a line.
func (f *Filter) Restore() []byte {
	var b []byte
	put := func(when bool, sequence string) {
		if when {
			b = append(b, sequence...)
		}
	}
	put(f.raw, "\x18\x1b\\") // out of a sequence or a string that has not ended
	put(f.far.alt != 0, "\x1b[?"+strconv.Itoa(f.far.alt)+"l")
	put(f.far.origin, "\x1b[?6l")
	put(f.far.region, "\x1b7\x1b[r\x1b8") // which moves the cursor
	put(f.far.style, "\x1b[0 q")
	put(f.raw, "\x1b[>4m\x1b[<9u")                                    // xterm's and kitty's ways to send keys
	put(true, "\x1b(B\x0f\x1b[m\x1b[4l\x1b>")                         // ASCII, no colours, no inserting, plain keypad
	put(true, "\x1b[?1l\x1b[?5l\x1b[?7h\x1b[?25h\x1b[?2004l")         // plain keys, wrapping, cursor, pasting
	put(true, "\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l") // no mouse, no focus
	put(true, "\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l")         // nor its encodings
	put(f.far.column || f.far.alt != 0 || f.far.origin || f.far.region, "\r\n")
	f.far = switches{}
	return b
}
