package intake

import bytesAs "encoding/binary"

// shelf holds the memory of an element's nodes, for the next one to use again.
type shelf struct {
	nodes   []node
	members []member
	lists   []*member
	used    struct{ nodes, members, lists int }
}

func (s *shelf) clear() { s.used.nodes, s.used.members, s.used.lists = 0, 0, 0 }

// node returns a node that is null. Where the shelf must grow, the nodes that were
// handed out stay where they are.
func (s *shelf) node() *node {
	if s.used.nodes == len(s.nodes) {
		s.nodes, s.used.nodes = make([]node, 2*len(s.nodes)+shelfSize), 0
	}
	n := &s.nodes[s.used.nodes]
	s.used.nodes++
	*n = node{items: n.items[:0]}
	return n
}

func (s *shelf) member(key string, value *node) *member {
	if s.used.members == len(s.members) {
		s.members, s.used.members = make([]member, 2*len(s.members)+shelfSize), 0
	}
	m := &s.members[s.used.members]
	s.used.members++
	m.key, m.value = key, value
	return m
}

// room returns an empty list with place for some members.
func (s *shelf) room(n int) []*member {
	if s.used.lists+n > len(s.lists) {
		s.lists, s.used.lists = make([]*member, 2*len(s.lists)+n+shelfSize), 0
	}
	from := s.used.lists
	s.used.lists += n
	return s.lists[from:from:s.used.lists]
}

// shelfSize is enough for nearly every finding.
const shelfSize = 128

// spellings keeps texts that come again and again, such as ACTIVE, so that they
// are not made anew for each finding.
type spellings [256]string

func (s *spellings) of(raw []byte) string {
	const longest = 64
	if len(raw) > longest {
		return string(raw)
	}
	known := &s[spelling(raw)%uint(len(s))]
	if *known != string(raw) {
		*known = string(raw)
	}
	return *known
}

// spelling is a hash of some words, which tells most of them apart by how they
// begin and end.
func spelling(word []byte) uint {
	const eight = 8
	hash := uint64(len(word))
	if len(word) >= eight {
		hash += bytesAs.LittleEndian.Uint64(word)*31 + bytesAs.LittleEndian.Uint64(word[len(word)-eight:])
	} else {
		for _, b := range word {
			hash = hash<<eight | uint64(b)
		}
	}
	return uint(hash * 0x9e3779b97f4a7c15 >> 50)
}
