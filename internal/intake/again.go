package intake

import (
	"hash/maphash"

	"github.com/kubectl-threat/kubectl-threat/internal/skim"
)

// again remembers objects that come in one finding after the other, byte by byte,
// as the cluster does that they are about. JSON says where it ends, so that what
// begins with the bytes of an object is this object.
type again struct {
	seed  maphash.Seed
	known [64]remembered
}

type remembered struct {
	raw     []byte
	depth   int
	values  int
	node    *node
	shelf   shelf // where the node stands
	element int   // the last one that the node is part of, by number
}

func newAgain() *again { return &again{seed: maphash.MakeSeed()} }

// place returns where the object at the cursor is remembered, or another one that
// begins like it.
func (a *again) place(c *skim.Cursor) *remembered {
	const telling = 128 // bytes, in which names of resources differ
	ahead := c.Ahead()
	hash := maphash.Bytes(a.seed, ahead[:min(len(ahead), telling)])
	return &a.known[hash%uint64(len(a.known))]
}

// objectAgain reads an object that may have come before.
func (s *skimmer) objectAgain(want *wanted, depth int) *node {
	r := s.again.place(s.cursor)
	if r.node != nil && r.depth == depth && s.cursor.Pass(r.raw) {
		s.cursor.Values += r.values
		r.element = s.number
		return r.node
	}
	if r.element == s.number { // this element still needs what stands there
		n := s.shelf.node()
		return found(n, s.object(n, want, depth))
	}
	return s.objectAnew(r, want, depth)
}

// objectAnew reads an object and remembers it.
func (s *skimmer) objectAnew(r *remembered, want *wanted, depth int) *node {
	usual, ahead, from, values := s.shelf, s.cursor.Ahead(), s.cursor.At(), s.cursor.Values
	r.node, r.element, r.depth = nil, s.number, depth
	r.shelf.clear()
	s.shelf = &r.shelf
	n := s.shelf.node()
	ok := s.object(n, want, depth)
	s.shelf = usual
	if ok && !s.rare {
		r.raw, r.values, r.node = append(r.raw[:0], ahead[:s.cursor.At()-from]...), s.cursor.Values-values, n
	}
	return found(n, ok)
}

func found(n *node, ok bool) *node {
	if !ok {
		return nil
	}
	return n
}
