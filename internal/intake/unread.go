package intake

import (
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
		return n.text == "0" || n.text == "0s" || strings.HasSuffix(n.text, "_UNSPECIFIED") ||
			n.text == "UNDEFINED" || strings.HasPrefix(n.text, "1970-01-01T00:00:00")
	case number:
		return strings.Trim(n.text, "0.") == ""
	case boolean:
		return !n.truth
	case list:
		for _, item := range n.items {
			if !item.unset() {
				return false
			}
		}
		return true
	case object:
		for _, m := range n.members {
			if m.key != "name" && !m.value.unset() { // securityMarks has its own name, marks or not
				return false
			}
		}
		return true
	case null:
	}
	return false
}
