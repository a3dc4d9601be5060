package skim

// Skip steps over one value that lies within a number of lists and objects, and
// reports whether it is filled: null, "", [] and {} are not, nor is an object
// that holds nothing else.
func (c *Cursor) Skip(depth int) (filled, ok bool) {
	around := nest{outermost: depth, depth: depth}
	text, i := c.text, c.at
	for i >= 0 {
		c.Values++
		var opened, full bool
		switch text[i] {
		case '"':
			from := i + 1
			i, _ = textEnd(text, from)
			full = i > from+1
		case '{', '[':
			i, opened = around.open(text, i, c.deepest)
			full = opened && around.brackets[around.depth] == ']'
		default:
			full = text[i] != 'n'
			i = scalarEnd(text, i)
		}
		filled = filled || full
		if !opened {
			i = around.close(text, i)
			if around.depth == around.outermost {
				break
			}
		}
		i = around.key(text, i)
	}
	if i < 0 {
		return false, c.fail(^i)
	}
	c.at = i
	return filled, true
}

// nest is the lists and objects around a place, by the brackets that close them.
type nest struct {
	brackets  [MaxDepth + 1]byte // by depth
	outermost int
	depth     int
}

// open steps over an opening bracket, and reports whether something stands
// between it and the closing one.
func (n *nest) open(text []byte, i, deepest int) (next int, filled bool) {
	if n.depth >= deepest {
		return ^i, false
	}
	closing := text[i] + 2 // as ASCII has them
	i = blank(text, i+1)
	n.depth++
	n.brackets[n.depth] = closing
	return i, text[i] != closing
}

// close steps over the closing brackets behind a value and, within a list or an
// object, over the comma to the next value or key.
func (n *nest) close(text []byte, i int) int {
	for n.depth > n.outermost && i >= 0 {
		i = blank(text, i)
		if text[i] == ',' {
			return blank(text, i+1)
		}
		if text[i] != n.brackets[n.depth] {
			return ^i
		}
		i++
		n.depth--
	}
	return i
}

// key steps over a key and its colon, to the value, if it is one of an object.
func (n *nest) key(text []byte, i int) int {
	if i < 0 || n.brackets[n.depth] != '}' {
		return i
	}
	if text[i] != '"' {
		return ^i
	}
	if i, _ = textEnd(text, i+1); i < 0 {
		return i
	}
	i = blank(text, i)
	if text[i] != ':' {
		return ^i
	}
	return blank(text, i+1)
}
