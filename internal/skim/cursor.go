// Package skim reads JSON by skipping what nobody asked for. A reader of a
// million findings needs a few fields of each; what lies between them is checked
// to be JSON and costs no memory.
//
// It knows nothing of findings. Where it is not certain, as with what is no JSON,
// it says so and explains nothing: its callers have a full decoder for that.
package skim

import "bytes"

// Pad is how many zero bytes stand behind the text of a cursor. No JSON holds a
// zero byte, so that every walk ends there and no step needs to ask for the end.
const Pad = 8

// MaxDepth is how deep a cursor follows lists and objects at most.
const MaxDepth = 127

// Cursor walks over JSON that lies in memory. Its methods step behind what they
// read and report whether it was there. After a step that failed, the cursor is of no
// more use, except where one asks for a comma or a bracket that need not be there.
type Cursor struct {
	text    []byte // with the pad
	at      int
	deepest int
	// Values counts the values that were stepped over.
	Values int
	failed int
}

// NewCursor returns a cursor at the beginning of a text with its pad behind it.
// It follows lists and objects to a depth of up to MaxDepth.
func NewCursor(padded []byte, deepest int) *Cursor {
	return &Cursor{text: padded, deepest: min(deepest, MaxDepth)}
}

// At returns the cursor's place, in bytes from the beginning of the text.
func (c *Cursor) At() int { return c.at }

// Fail says that what stands here is not what was due, and returns false.
func (c *Cursor) Fail() bool { return c.fail(c.at) }

// Ahead returns the text from the cursor on, and what stands behind it.
func (c *Cursor) Ahead() []byte { return c.text[c.at:] }

// Pass steps over bytes that are known to be a value, if they stand here.
func (c *Cursor) Pass(value []byte) bool {
	if !bytes.HasPrefix(c.text[c.at:], value) {
		return false
	}
	c.at += len(value)
	return true
}

// Blank steps over white space.
func (c *Cursor) Blank() { c.at = blank(c.text, c.at) }

// Peek returns the byte at the cursor, which is 0 at the end.
func (c *Cursor) Peek() byte { return c.text[c.at] }

// Open steps over the bracket of a list or an object that lies at a depth, and to
// what comes first in it.
func (c *Cursor) Open(bracket byte, depth int) bool {
	if c.text[c.at] != bracket || depth >= c.deepest {
		return c.fail(c.at)
	}
	c.at = blank(c.text, c.at+1)
	return true
}

// Comma steps over a comma between two values, and to the second one.
func (c *Cursor) Comma() bool {
	c.at = blank(c.text, c.at)
	if c.text[c.at] != ',' {
		return false
	}
	c.at = blank(c.text, c.at+1)
	return true
}

// Close steps over the bracket that ends a list or an object.
func (c *Cursor) Close(bracket byte) bool {
	if c.text[c.at] != bracket {
		return c.fail(c.at)
	}
	c.at++
	return true
}

// Key steps over a field's name and its colon, to the value. It returns what Text
// does.
func (c *Cursor) Key() (raw []byte, plain, ok bool) {
	raw, plain, ok = c.Text()
	if !ok {
		return nil, false, false
	}
	c.at = blank(c.text, c.at)
	if c.text[c.at] != ':' {
		return nil, false, c.fail(c.at)
	}
	c.at = blank(c.text, c.at+1)
	return raw, plain, true
}

// Text steps over a string and returns what stands between its quotes. It is
// plain if it is ASCII without an escape, and so means what it says.
func (c *Cursor) Text() (raw []byte, plain, ok bool) {
	if c.text[c.at] != '"' {
		return nil, false, c.fail(c.at)
	}
	from := c.at + 1
	end, plain := textEnd(c.text, from)
	if end < 0 {
		return nil, false, c.fail(^end)
	}
	c.at = end
	return c.text[from : end-1], plain, true
}

// Scalar steps over a number, true, false or null, and returns it as written.
func (c *Cursor) Scalar() (raw []byte, ok bool) {
	from := c.at
	end := scalarEnd(c.text, from)
	if end < 0 {
		return nil, c.fail(^end)
	}
	c.at = end
	return c.text[from:end], true
}

func (c *Cursor) fail(at int) bool {
	c.failed = at
	return false
}

func blank(text []byte, i int) int {
	if text[i] > ' ' {
		return i
	}
	for text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t' {
		i++
	}
	return i
}
