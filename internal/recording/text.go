package recording

import (
	"bytes"
	"unicode/utf8"
)

// text makes events of one stream: a character that two writes share goes into
// one event, since an event is a string of its own.
type text struct {
	held []byte // the begin of a character
	cr   bool   // the last byte was a carriage return
}

// next is what of p is whole. With lines, a lone newline begins a new line, as
// the driver of a terminal would have it.
func (t *text) next(p []byte, lines bool) string {
	p = append(t.held, p...)
	end := len(p)
	for back := 1; back < utf8.UTFMax && back <= len(p); back++ {
		if begin := len(p) - back; utf8.RuneStart(p[begin]) {
			if !utf8.FullRune(p[begin:]) {
				end = begin
			}
			break
		}
	}
	whole := p[:end]
	t.held = bytes.Clone(p[end:])
	if lines {
		whole = t.terminalLines(whole)
	}
	return string(whole)
}

func (t *text) terminalLines(p []byte) []byte {
	var out []byte
	for _, b := range p {
		if b == '\n' && !t.cr {
			out = append(out, '\r')
		}
		t.cr = b == '\r'
		out = append(out, b)
	}
	return out
}

// rest is a character whose end did not come.
func (t *text) rest() string {
	rest := string(t.held)
	t.held = nil
	return rest
}
