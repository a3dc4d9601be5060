package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// json reads JSON values to the end of the input. Lists and pages at the top go
// element by element.
func (d *decoder) json(p *parser) error {
	for !d.stopped {
		token, err := p.tokens.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return p.explain(err)
		}
		if err := d.top(p, token); err != nil {
			return err
		}
	}
	return nil
}

// top reads one value at the top of the input.
func (d *decoder) top(p *parser, token json.Token) error {
	d.values++
	switch token {
	case json.Delim('['):
		return d.listed(p, d.wrappers("JSON array"), 1)
	case json.Delim('{'):
		return d.topObject(p)
	}
	n, err := p.from(token, 0)
	if err != nil {
		return err
	}
	d.element(n, nil, d.place(p))
	return nil
}

// topObject reads an object at the top: a page, whose findings go one by one, or
// one element.
func (d *decoder) topObject(p *parser) error {
	p.values = 0
	return d.topMembers(p, &node{kind: object, where: p.where()}, false)
}

// topMembers reads the fields of an object at the top to its end. Where it was
// seen to be a page, n is not an element of its own.
func (d *decoder) topMembers(p *parser, n *node, page bool) error {
	kubernetes := n.has("apiversion")
	for p.tokens.More() && !d.stopped {
		isPage, err := d.topMember(p, n, &kubernetes)
		if err != nil {
			return err
		}
		page = page || isPage
	}
	if d.stopped {
		return nil
	}
	if _, err := p.next(); err != nil { // the closing brace
		return err
	}
	if page {
		return nil
	}
	where := d.place(p)
	var wrappers []string
	if where != "" {
		wrappers = []string{jsonLines}
	}
	d.element(n, wrappers, where)
	return nil
}

// topMember reads one field of an object at the top: the findings of a page, or
// a field of n. It notes whether n is an object of Kubernetes.
func (d *decoder) topMember(p *parser, n *node, kubernetes *bool) (page bool, err error) {
	name, err := p.name()
	if err != nil {
		return false, err
	}
	key := keyOf(name)
	if *kubernetes && isBody(key) {
		return false, unknown(n) // not worth reading to its end
	}
	*kubernetes = *kubernetes || key == "apiversion"
	token, err := p.next()
	if err != nil {
		return false, err
	}
	if list := pageName(key); list != "" && token == json.Delim('[') {
		return true, d.listed(p, d.wrappers(list), 1)
	}
	value, err := p.from(token, 1)
	if err != nil {
		return false, err
	}
	n.members = append(n.members, &member{name: name, key: key, value: value})
	return false, nil
}

// listed reads the elements of a list whose opening bracket was read, the next of
// which has a number.
func (d *decoder) listed(p *parser, wrappers []string, i int) error {
	d.pages++
	for ; p.tokens.More(); i++ {
		n, err := p.element(1)
		if err != nil {
			return err
		}
		if !d.element(n, wrappers, fmt.Sprintf("element %d, %s", i, n.where)) {
			return nil
		}
	}
	_, err := p.next()
	return err
}

// place names the value that was read last, if it isn't the only one.
func (d *decoder) place(p *parser) string {
	if d.values > 1 || p.tokens.More() {
		return fmt.Sprintf("value %d", d.values)
	}
	return ""
}

// wrappers says what the elements of a list are wrapped in, outermost first.
func (d *decoder) wrappers(list string) []string {
	if d.values > 1 {
		return []string{jsonLines, list}
	}
	return []string{list}
}

// jsonLines is several JSON values one behind the other, with or without lines.
const jsonLines = "JSON lines"

// isBody reports whether a field holds the bulk of a Kubernetes object.
func isBody(key string) bool {
	return key == "metadata" || key == "items" || key == "spec" || key == "data"
}

// pageName names the pages that APIs answer with, by the key of their list.
func pageName(key string) string {
	switch key {
	case "listfindingsresults", "findings":
		return "page"
	case "receivedmessages":
		return "Pub/Sub pull"
	case "entries":
		return "page of log entries"
	}
	return ""
}

// at adds a place to an error that has a less telling one or none.
func at(err error, where string) error {
	var wrong *NotFinding
	if where == "" || !errors.As(err, &wrong) {
		return err
	}
	placed := *wrong
	if placed.Where != "" && !strings.Contains(where, placed.Where) {
		where += ", " + placed.Where
	}
	placed.Where = where
	return &placed
}

// wrapped writes a dialect inside its wrappers: "page (v1 ListFindings result)".
func wrapped(dialect string, wrappers []string) string {
	for _, w := range slices.Backward(wrappers) {
		dialect = w + " (" + dialect + ")"
	}
	return dialect
}
