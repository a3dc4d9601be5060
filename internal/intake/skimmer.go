package intake

import (
	"bytes"
	"errors"
	"io"

	"github.com/kubectl-threat/kubectl-threat/internal/skim"
)

// skimmer makes the nodes of the values that a list wants, from memory that it
// uses again for the next element.
type skimmer struct {
	limits Limits
	want   *wanted
	cursor *skim.Cursor
	place  place

	number int    // counts the elements, and those that were read twice
	found  *node  // the element that was read last
	from   int    // where it begins, in bytes from the first that the cursor was given
	full   int    // counts the elements that were read in full
	rare   bool   // something came that only the full decoder judges
	page   string // what the page is called whose list the cursor stands at, if it does

	shelf *shelf
	texts spellings
	again *again
}

// place is where an element stands.
type place struct {
	depth       int
	top         bool // of the input, where pages are read element by element
	behindComma bool
}

func newSkimmer(limits Limits) *skimmer {
	return &skimmer{limits: limits, want: wantedElement(), shelf: &shelf{}, again: newAgain()}
}

// window shows an input. It has room for any text that is within the limits.
func (s *skimmer) window(r io.Reader) *skim.Window {
	const size, longest = 256 << 10, 64 << 20 // bytes, usually and at most
	limit := longest
	if s.limits.Text > 0 {
		limit = max(s.limits.Text, size)
	}
	return skim.NewWindow(r, size, limit, s.deepest())
}

// deepest is how many lists and objects may lie around a value.
func (s *skimmer) deepest() int {
	if s.limits.Depth > 0 {
		return s.limits.Depth
	}
	return skim.MaxDepth
}

// failure says what is wrong where the window can't show a value.
func (s *skimmer) failure(w *skim.Window, err error) error {
	if errors.Is(err, skim.ErrTooLong) {
		return tooMuch("it has an element longer", int64(len(w.Seen())), atByte(w.Offset()))
	}
	return err
}

// next reads the next element. It may come here twice where the element was not
// all in memory.
func (s *skimmer) next(w *skim.Window, at place) (length int, err error) {
	s.place = at
	return w.Value(s.element)
}

func (s *skimmer) element(c *skim.Cursor) bool {
	s.cursor, s.rare, s.page, s.found = c, false, "", nil
	s.number++
	s.shelf.clear()
	if s.place.behindComma && !c.Comma() {
		return c.Fail()
	}
	s.from = c.At()
	s.found = s.value(s.want, s.place.depth)
	// Of a list in a list, the findings and errors are given one by one.
	s.rare = s.isRare() || s.found != nil && s.found.kind == list
	return s.found != nil
}

// inner reads an element that stands as JSON in a text within another one, which
// stays as it is. What it doesn't read makes the whole element one that is read
// in full.
func (s *skimmer) inner(body string) (*node, error) {
	around, at := s.cursor, s.place
	s.cursor, s.place = skim.NewCursor(append([]byte(body), make([]byte, skim.Pad)...), s.deepest()), place{}
	defer func() { s.cursor, s.place = around, at }()
	s.cursor.Blank()
	n := s.value(s.want, 0)
	if n == nil || n.kind != object || s.isRare() {
		return nil, errRare
	}
	return n, nil
}

// errRare says that the full decoder has to read an element.
var errRare = errors.New("an element that a list does not know")

func (s *skimmer) isRare() bool {
	return s.rare || s.limits.Values > 0 && s.cursor.Values > s.limits.Values
}

// parser is the full decoder for the element that was read last, or tried.
func (s *skimmer) parser(offset int64, seen []byte) *parser {
	s.full++
	p := newParser(bytes.NewReader(seen[s.from:]), s.limits)
	p.before = offset + int64(s.from)
	return p
}

// behindList walks over the fields behind a list of a page, to the page's end or
// to the bracket of its next list.
func (s *skimmer) behindList(c *skim.Cursor) bool {
	s.cursor, s.rare, s.page = c, false, ""
	s.place = place{top: true}
	s.number++
	s.shelf.clear()
	for c.Comma() {
		raw, plain, ok := c.Key()
		if !ok || !s.field(&node{}, s.want, raw, plain, 0) {
			return false
		}
		if s.page != "" {
			return true
		}
	}
	return c.Close('}')
}
