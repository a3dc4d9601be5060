package intake

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Bounds of the list of fields that nothing reads.
const (
	maxUnread     = 50
	maxUnreadName = 80 // bytes
)

// unread lists the fields of the finding and of its sourceProperties that hold
// something and that no reader asked for.
func (p parts) unread() []untrusted.Text {
	for _, about := range []string{"parent", "canonicalname", "propertydatatypes", "findingid", "sourceid"} {
		p.body.get(about) // says nothing of its own
	}
	var list []untrusted.Text
	if !p.logEntry {
		list = p.body.unreadMembers(list, "")
	}
	for _, properties := range p.properties {
		prefix := "sourceProperties."
		if p.logEntry {
			prefix = "jsonPayload."
		}
		list = properties.unreadMembers(list, prefix)
	}
	return list
}

func (n *node) unreadMembers(list []untrusted.Text, prefix string) []untrusted.Text {
	if n == nil {
		return list
	}
	for _, m := range n.members {
		if m.read || m.value.unset() {
			continue
		}
		if len(list) == maxUnread {
			return list
		}
		name := prefix + m.name
		list = append(list, textOf(name[:min(len(name), maxUnreadName)]))
	}
	return list
}

// unset reports whether a value is one that senders print for unset fields: what
// is empty, and the zero of numbers, booleans, times, durations and enums.
func (n *node) unset() bool {
	if n.empty() {
		return true
	}
	switch n.kind {
	case text:
		return unsetText(n.text)
	case number:
		return strings.Trim(n.text, "0.") == ""
	case boolean:
		return !n.truth
	case list:
		return !slices.ContainsFunc(n.items, func(item *node) bool { return !item.unset() })
	case object: // securityMarks has a name of its own, marks or not
		return !slices.ContainsFunc(n.members, func(m *member) bool { return m.key != "name" && !m.value.unset() })
	case null:
	}
	return true
}

func unsetText(s string) bool {
	return s == "0" || s == "0s" || s == "UNDEFINED" || strings.HasSuffix(s, "_UNSPECIFIED") || strings.HasPrefix(s, "1970-01-01T00:00:00")
}
