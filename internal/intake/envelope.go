package intake

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// maxEnvelopes is how many envelopes may stand around each other; a log entry in
// a Pub/Sub message in a list has three.
const maxEnvelopes = 6

// unwrap opens the envelopes around a finding, and gives the caller each finding
// in them.
func (d *decoder) unwrap(n *node, wrappers []string) error {
	if len(wrappers) > maxEnvelopes {
		return &NotFinding{Got: "it is an envelope in an envelope and so on", Where: n.where}
	}
	if items, wrapper := listed(n); wrapper != "" {
		return d.unwrapEach(items, append(slices.Clone(wrappers), wrapper))
	}
	if n.kind != object {
		return notObject(n)
	}
	if inner, wrapper, err := d.open(n); err != nil || inner != nil {
		if err != nil {
			return err
		}
		return d.unwrap(inner, append(slices.Clone(wrappers), wrapper))
	}
	parts, err := takeApart(n)
	if err != nil {
		return err
	}
	if d.skimmer != nil {
		d.give(parts.heading(), nil)
		return nil
	}
	f := parts.finding()
	f.Dialect = wrapped(parts.dialect(), wrappers)
	d.give(f, nil)
	return nil
}

// listed returns the items of a list or of a page, with its name.
func listed(n *node) (items []*node, wrapper string) {
	if n.kind == list {
		return n.items, "list"
	}
	for _, m := range n.members {
		if name := pageName(m.key); name != "" && m.value.kind == list {
			return m.value.items, name
		}
	}
	return nil, ""
}

func (d *decoder) unwrapEach(items []*node, wrappers []string) error {
	d.pages++
	for _, item := range items {
		if err := d.unwrap(item, wrappers); err != nil && !d.give(threat.Finding{}, at(err, item.where)) {
			return nil
		}
		if d.stopped {
			return nil
		}
	}
	return nil
}

// open opens one envelope. It returns nothing for an object that is none.
func (d *decoder) open(n *node) (inner *node, wrapper string, err error) {
	if payload := n.get("jsonpayload"); payload.has("finding", "findings") {
		return payload, "Cloud Logging entry", nil
	}
	wrapper = "Pub/Sub message"
	message := n
	if m := n.get("message"); m != nil && m.kind == object {
		message = m
	}
	data := message.get("data")
	switch {
	case data == nil, n.has("finding", "category"):
		return nil, "", nil
	case data.kind == object:
		return data, wrapper, nil
	case data.kind != text:
		return nil, "", nil
	}
	inner, restored, err := d.decodeData(data)
	if restored {
		wrapper += " whose first base64 letter was lost"
	}
	return inner, wrapper, err
}

// notObject says what came where an object was due.
func notObject(n *node) error {
	got := "this is a lone value"
	switch n.kind {
	case text:
		got = "this is a text: " + shown(n.text)
	case number:
		got = "this is a number"
	case null:
		got = "this is null"
	case boolean, list, object:
	}
	return &NotFinding{Got: got, Where: n.where}
}

// unknown says what an object is that is no finding.
func unknown(n *node) error {
	wrong := &NotFinding{Where: n.where}
	kind, failure := n.get("kind"), n.get("error")
	switch {
	case n.has("apiversion") && kind != nil:
		wrong.Got = "this is a " + plain(kind.str().Raw()) + " object"
	case n.has("apiversion"):
		wrong.Got = "this is a Kubernetes object"
	case n.has("groupbyresults"):
		wrong.Got = "this is a result of GroupFindings, which counts findings"
	case failure != nil && failure.has("code", "status"):
		wrong.Got = strings.TrimSpace("this is an error of a Google API: " + plain(failure.get("code").str().Raw()) + " " + plain(failure.get("status").str().Raw()))
	case n.empty():
		wrong.Got = "this is an empty object"
	default:
		wrong.Got = "this is an object with the fields " + names(n)
	}
	return wrong
}

// plain keeps the letters and digits of a word for an error.
func plain(s string) string {
	const longest = 40
	word := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' {
			return r
		}
		return '?'
	}, s)
	return word[:min(longest, len(word))]
}

// names lists the first fields of an object for an error.
func names(n *node) string {
	const most = 5
	var list []string
	for _, m := range n.members[:min(most, len(n.members))] {
		list = append(list, plain(m.name))
	}
	if len(n.members) > most {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}
