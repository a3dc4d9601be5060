package intake

import "io"

// guard stops a reader at the byte limit, and inside a JSON string or a run of
// blanks that is longer than the text limit, which the JSON decoder would hold
// twice.
type guard struct {
	from    io.Reader
	limits  Limits
	count   int64
	length  int // of the string or the blanks that the reader is in
	within  bool
	escaped bool
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	g.count += int64(n)
	if g.limits.Bytes > 0 && g.count > g.limits.Bytes {
		return 0, tooMuch("it is larger", g.limits.Bytes, "")
	}
	if g.limits.Text > 0 && g.tooLong(p[:n]) {
		what := "it holds a text longer"
		if !g.within {
			what = "it holds more blanks in a row"
		}
		return 0, tooMuch(what, int64(g.limits.Text), "before "+atByte(g.count))
	}
	return n, err
}

// tooLong follows the strings and blanks of some JSON and reports what is too long.
func (g *guard) tooLong(data []byte) bool {
	for _, c := range data {
		if !g.goesOn(c) {
			g.length = 0
			continue
		}
		g.length++
		if g.length > g.limits.Text {
			return true
		}
	}
	return false
}

// goesOn reports whether a byte belongs to a string or a run of blanks.
func (g *guard) goesOn(c byte) bool {
	if !g.within {
		g.within = c == '"'
		return c == ' ' || c == '\n' || c == '\r' || c == '\t'
	}
	switch {
	case g.escaped:
		g.escaped = false
	case c == '\\':
		g.escaped = true
	case c == '"':
		g.within = false
		return false
	}
	return true
}
