package intake

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// node is one value of the input. A nil node is an absent value, and every
// method serves it.
type node struct {
	kind    kind
	text    string // of a text or a number
	truth   bool   // of a boolean
	items   []*node
	members []*member
	where   string // place in the input, for errors
	more    bool   // an object holds something that was skipped
}

// member is one field of an object.
type member struct {
	name  string // as written
	key   string // as compared: see keyOf
	value *node
	read  bool // some reader asked for it
}

type kind int

const (
	null kind = iota
	boolean
	number
	text
	list
	object
)

// keyOf brings a field's name into the form in which its spellings agree: SCC's
// senders write resourceName, resource_name and RESOURCE_NAME.
func keyOf(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// get returns the first of some fields that holds anything, named by their keys.
// It counts all of them as read.
func (n *node) get(keys ...string) *node {
	if n == nil {
		return nil
	}
	var found *node
	for _, key := range keys {
		for _, m := range n.members {
			if m.key != key {
				continue
			}
			m.read = true
			if found == nil && !m.value.empty() {
				found = m.value
			}
		}
	}
	return found
}

// fields returns the fields of an object, to be marked as read one by one.
func (n *node) fields() []*member {
	if n == nil {
		return nil
	}
	return n.members
}

// has reports whether an object has one of some fields, filled or not, without
// counting it as read.
func (n *node) has(keys ...string) bool {
	if n == nil {
		return false
	}
	for _, m := range n.members {
		for _, key := range keys {
			if m.key == key {
				return true
			}
		}
	}
	return false
}

// empty reports whether a value says nothing: SCC's senders print unset fields
// as null, "", {} or [], each of them to any depth.
func (n *node) empty() bool {
	if n == nil {
		return true
	}
	switch n.kind {
	case null:
		return true
	case text:
		return n.text == ""
	case list:
		return len(n.items) == 0
	case object:
		return !n.more && !slices.ContainsFunc(n.members, func(m *member) bool { return !m.value.empty() })
	case boolean, number:
	}
	return false
}

// Bounds of what one finding may hold. What is beyond them stays unread, and is
// listed as that.
const (
	maxItems = 4096    // of one list
	maxText  = 1 << 20 // bytes of one text
)

// str returns a value as text; numbers and booleans as they were written.
func (n *node) str() untrusted.Text {
	switch {
	case n == nil:
	case n.kind == text, n.kind == number:
		kept, _ := shorten(n.text, maxText)
		return untrusted.From(kept)
	case n.kind == boolean && n.truth:
		return untrusted.From("true")
	}
	return untrusted.Text{}
}

// enum returns a value that is one of a list of names; the name for "unset" ends
// in _UNSPECIFIED in all of SCC's lists. Names that are new to us are kept.
func (n *node) enum() untrusted.Text {
	if name := n.str(); !strings.HasSuffix(name.Raw(), "_UNSPECIFIED") {
		return name
	}
	return untrusted.Text{}
}

// each returns the items of a list; a single value counts as a list of one.
func (n *node) each() []*node {
	switch {
	case n.empty():
		return nil
	case n.kind == list:
		return n.items[:min(len(n.items), maxItems)]
	}
	return []*node{n}
}

// strs returns a list of texts. An empty text in it is a text: a program's
// argument may be one.
func (n *node) strs() []untrusted.Text {
	var texts []untrusted.Text
	for _, item := range n.each() {
		if item.kind == text || item.kind == number {
			texts = append(texts, item.str())
		}
	}
	return texts
}

// yes reports whether a value is true, also where it is written as a text.
func (n *node) yes() bool {
	return n != nil && (n.kind == boolean && n.truth || n.kind == text && strings.EqualFold(n.text, "true"))
}
