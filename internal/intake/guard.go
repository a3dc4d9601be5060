package intake

import "io"

// guard stops a reader at the byte limit, and inside a JSON string that is
// longer than the text limit, which the JSON decoder would hold twice.
type guard struct {
	from    io.Reader
	limits  Limits
	count   int64
	length  int // of the string that the reader is in
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
		return 0, tooMuch("it holds a text longer", int64(g.limits.Text), "before "+atByte(g.count))
	}
	return n, err
}

// tooLong follows the strings of some JSON and reports one that is too long.
func (g *guard) tooLong(data []byte) bool {
	for _, c := range data {
		switch {
		case !g.within:
			g.within = c == '"'
			g.length = 0
			continue
		case g.escaped:
			g.escaped = false
		case c == '\\':
			g.escaped = true
		case c == '"':
			g.within = false
		}
		g.length++
		if g.length > g.limits.Text {
			return true
		}
	}
	return false
}
