package intake

import "encoding/json"

func (s *skimmer) value(want *wanted, depth int) *node {
	s.cursor.Values++
	s.rare = s.rare || want.rare
	n := s.shelf.node()
	var ok bool
	switch s.cursor.Peek() {
	case '"':
		ok = s.text(n)
	case '{':
		if want.again {
			return s.objectAgain(want, depth)
		}
		ok = s.object(n, want, depth)
	case '[':
		s.rare = s.rare || want.page
		ok = s.list(n, want, depth)
	default:
		ok = s.scalar(n)
	}
	return found(n, ok)
}

func (s *skimmer) text(n *node) bool {
	raw, plain, ok := s.cursor.Text()
	if ok {
		n.kind, n.text = text, s.meaning(raw, plain)
	}
	return ok
}

// meaning returns the text of what stands between two quotes. Escapes and what is
// no UTF-8 are the standard library's affair, as in the full decoder.
func (s *skimmer) meaning(raw []byte, plain bool) string {
	if plain {
		return s.texts.of(raw)
	}
	var meant string
	quoted := append(append([]byte{'"'}, raw...), '"')
	s.rare = s.rare || json.Unmarshal(quoted, &meant) != nil
	return meant
}

func (s *skimmer) scalar(n *node) bool {
	raw, ok := s.cursor.Scalar()
	switch {
	case !ok:
	case raw[0] == 'n':
		n.kind = null
	case raw[0] == 't', raw[0] == 'f':
		n.kind, n.truth = boolean, raw[0] == 't'
	default:
		n.kind, n.text = number, s.texts.of(raw)
	}
	return ok
}

func (s *skimmer) list(n *node, want *wanted, depth int) bool {
	c := s.cursor
	n.kind = list
	if !c.Open('[', depth) {
		return false
	}
	if c.Close(']') {
		return true
	}
	for {
		item := s.value(want, depth+1)
		if item == nil {
			return false
		}
		n.items = append(n.items, item)
		if !c.Comma() {
			return c.Close(']')
		}
	}
}

func (s *skimmer) object(n *node, want *wanted, depth int) bool {
	c := s.cursor
	n.kind = object
	if !c.Open('{', depth) {
		return false
	}
	if c.Close('}') {
		return true
	}
	n.members = s.shelf.room(len(want.fields))
	for {
		raw, plain, ok := c.Key()
		if !ok || !s.field(n, want, raw, plain, depth) {
			return false
		}
		if s.page != "" {
			return true
		}
		if !c.Comma() {
			return c.Close('}')
		}
	}
}

// field reads the value of a field, by how its name is spelled.
func (s *skimmer) field(n *node, want *wanted, raw []byte, plain bool, depth int) bool {
	switch {
	case want.whole:
		return s.named(n, want, s.meaning(raw, plain), depth)
	case plain:
		return s.member(n, want.field(raw), depth)
	}
	return s.member(n, want.fields[keyOf(s.meaning(raw, false))], depth)
}

// member reads the value of a field, or skips it if it isn't wanted.
func (s *skimmer) member(n *node, f field, depth int) bool {
	if f.want == nil {
		filled, ok := s.cursor.Skip(depth + 1)
		n.more = n.more || filled
		return ok
	}
	if f.want.page && s.place.top && depth == 0 && s.cursor.Peek() == '[' {
		s.page = pageName(f.key)
		return true
	}
	value := s.value(f.want, depth+1)
	if value == nil {
		return false
	}
	n.members = append(n.members, s.shelf.member(f.key, value))
	return true
}

// named reads the value of a field of an object that is read whole.
func (s *skimmer) named(n *node, want *wanted, name string, depth int) bool {
	value := s.value(want, depth+1)
	if value == nil {
		return false
	}
	n.members = append(n.members, &member{name: name, key: keyOf(name), value: value})
	return true
}
