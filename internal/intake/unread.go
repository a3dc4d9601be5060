package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Bounds of the list of fields that nothing reads, which no real finding meets.
const (
	maxUnread      = 100
	maxUnreadName  = 200  // bytes
	maxUnreadValue = 2000 // bytes
)

// unreadFields gathers the fields that hold something and that no reader asked
// for, however deep they stand.
type unreadFields struct {
	list []threat.Unread
	cut  bool
}

// unread lists them for the finding, its sourceProperties, its resource and what
// stands around it.
func (p parts) unread() unreadFields {
	var u unreadFields
	for _, properties := range p.properties {
		prefix := "sourceProperties."
		if p.logEntry {
			prefix = "jsonPayload."
		}
		u.members(properties, prefix, "findingid", "sourceid") // both stand in the finding's names
	}
	if p.logEntry {
		return u
	}
	u.members(p.body, "", aboutItself()...)
	u.members(p.resource, "resource.", aboutPlace()...)
	u.members(p.resource.get("gcpmetadata"), "resource.gcpMetadata.", aboutPlace()...)
	if p.whole != p.body {
		u.members(p.whole, "", aroundIt()...)
	}
	return u
}

// aboutItself names the fields that say nothing which others don't, and those
// that the other lists go into.
func aboutItself() []string {
	return []string{
		"name", "parent", "canonicalname", "propertydatatypes", "findingid", "sourceid", "sourceproperties", "resource",
	}
}

// aboutPlace names what a resource says of its place a second time.
func aboutPlace() []string {
	return []string{
		"resourcepath", "resourcepathstring", "parentdisplayname", "cloudprovider", "service", "organization",
		"project", "projectname", "projectdisplayname", "parent", "parentname", "name", "gcpmetadata",
	}
}

// aroundIt names what stands around a finding and says nothing about it.
func aroundIt() []string {
	return []string{
		"finding", "findings", "resource", "sourceproperties", "notificationconfigname", "statechange", "findingid", "sourceid", "eventtime",
	}
}

// members adds what is unread of an object's fields, each with its path, but for
// the fields with some keys.
func (u *unreadFields) members(n *node, prefix string, but ...string) {
	if n == nil {
		return
	}
	for _, m := range n.members {
		switch {
		case m.value.unset(), slices.Contains(but, m.key):
		case !m.read:
			u.add(prefix+m.name, m.value)
		default:
			u.within(m.value, prefix+m.name)
		}
	}
}

// within goes on into a value that some reader asked for, and lists what is too
// much of it.
func (u *unreadFields) within(n *node, path string) {
	if n.kind == text && len(n.text) > maxText {
		u.add(path, n)
	}
	u.members(n, path+".")
	for i, item := range n.items {
		at := path + "[" + strconv.Itoa(i) + "]"
		if i == maxItems {
			u.add(at, item)
			u.cut = u.cut || len(n.items) > i+1
			return
		}
		u.within(item, at)
	}
}

func (u *unreadFields) add(field string, value *node) {
	if len(u.list) == maxUnread {
		u.cut = true
		return
	}
	shown, cut := shorten(value.written(maxUnreadValue+1), maxUnreadValue)
	field, _ = shorten(field, maxUnreadName)
	u.list = append(u.list, threat.Unread{Field: textOf(field), Value: textOf(shown), Cut: cut})
}

// shorten cuts a text between two characters.
func shorten(s string, most int) (string, bool) {
	if len(s) <= most {
		return s, false
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most], true
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
	case object:
		return !slices.ContainsFunc(n.members, func(m *member) bool { return !m.value.unset() })
	case null:
	}
	return true
}

func unsetText(s string) bool {
	return s == "0" || s == "0s" || s == "UNDEFINED" || strings.HasSuffix(s, "_UNSPECIFIED") || strings.HasPrefix(s, "1970-01-01T00:00:00")
}
