package intake

import (
	"strings"
)

// parts are the objects that make up one finding, wherever the sender put them.
type parts struct {
	whole      *node   // what they stand in
	body       *node   // the finding itself
	resource   *node   // nil where there is none
	properties []*node // sourceProperties, from beside the finding and from within
	logEntry   bool    // body is the payload of a log entry
	printed    bool    // unset fields are printed, so that a 0 says nothing
}

// takeApart finds the parts of a finding in an object, or says what it is.
func takeApart(n *node) (parts, error) {
	if payload := n.get("jsonpayload"); payload.has("detectioncategory") {
		return parts{whole: n, body: payload, properties: []*node{payload}, logEntry: true}, nil
	}
	body := embedded(n.get("finding", "findings"))
	if body == nil {
		body = n
	}
	if !isFinding(body) {
		return parts{}, unknown(n)
	}
	p := parts{whole: n, body: body, resource: embedded(n.get("resource"))}
	if within := embedded(body.get("resource")); p.resource == nil {
		p.resource = within
	}
	beside, within := n.get("sourceproperties"), body.get("sourceproperties")
	if n == body {
		beside = nil
	}
	p.printed = within.pairs() || body.get("securitymarks").get("marks").pairs() || mutedAtEpoch(body)
	for _, properties := range []*node{beside, within} {
		if properties != nil {
			p.properties = append(p.properties, embedded(properties).mapped())
		}
	}
	return p, nil
}

// isFinding reports whether an object has what only findings have.
func isFinding(n *node) bool {
	if n == nil || n.kind != object || n.has("apiversion") && n.has("kind") {
		return false
	}
	named := strings.Contains(n.peek("name"), "/findings/") || strings.Contains(n.peek("canonicalname"), "/findings/")
	return named || n.peek("category") != "" && n.has("resourcename", "resource", "eventtime", "findingclass", "severity", "sourceproperties", "state")
}

// mutedAtEpoch reports whether a sender prints unset times.
func mutedAtEpoch(n *node) bool {
	return strings.HasPrefix(n.peek("muteupdatetime"), "1970-01-01T00:00:00")
}

// peek returns a text without counting it as read.
func (n *node) peek(key string) string {
	for _, m := range n.members {
		if m.key == key && m.value.kind == text {
			return m.value.text
		}
	}
	return ""
}

// embedded reads an object that stands as JSON inside a text, as BigQuery's JSON
// columns come out.
func embedded(n *node) *node {
	if n == nil || n.kind != text || !strings.HasPrefix(strings.TrimSpace(n.text), "{") {
		return n
	}
	inner, err := newParser(strings.NewReader(n.text), DefaultLimits()).element(0)
	if err != nil {
		return n
	}
	return inner
}

// pairs reports whether a map is written as a list: of {key, value} objects, or
// an empty one.
func (n *node) pairs() bool {
	if n == nil || n.kind != list {
		return false
	}
	for _, item := range n.items {
		if !item.has("key") {
			return false
		}
	}
	return true
}

// mapped turns a list of {key, value} objects into the object that it stands for,
// and the {stringValue: …} of protobuf's Value into what it holds.
func (n *node) mapped() *node {
	if !n.pairs() {
		return n.plainValue()
	}
	m := &node{kind: object, where: n.where}
	for _, item := range n.items {
		name := item.get("key").str().Raw()
		m.members = append(m.members, &member{name: name, key: keyOf(name), value: item.get("value")})
	}
	return m
}

// plainValue takes apart google.protobuf.Value, which some senders write by its
// fields, to any depth.
func (n *node) plainValue() *node {
	if n == nil || n.kind != object && n.kind != list {
		return n
	}
	if len(n.members) == 1 {
		switch inner := n.members[0]; inner.key {
		case "stringvalue", "numbervalue", "boolvalue":
			return inner.value
		case "listvalue":
			return inner.value.get("values").plainValue()
		case "structvalue":
			return inner.value.get("fields").plainValue()
		}
	}
	for i := range n.items {
		n.items[i] = n.items[i].plainValue()
	}
	for _, m := range n.members {
		m.value = m.value.plainValue()
	}
	return n
}
