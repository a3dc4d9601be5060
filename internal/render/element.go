package render

import (
	"html"
	"strings"
)

// markup is a piece of an HTML page. Its kinds are such that a string can only
// become text or the value of an attribute, and both are escaped when written.
type markup interface{ write(*strings.Builder) }

// chars is text between tags.
type chars string

// element is a tag with what it holds. Its name and those of its attributes are
// written as they are: they are ours.
type element struct {
	name       string
	attributes []attribute
	holds      []markup
}

type attribute struct{ name, value string }

// tag makes an element, with a class where it has one.
func tag(name, class string, holds ...markup) element {
	e := element{name: name, holds: holds}
	if class != "" {
		e.attributes = []attribute{{"class", class}}
	}
	return e
}

// with adds an attribute.
func (e element) with(name, value string) element {
	e.attributes = append(e.attributes[:len(e.attributes):len(e.attributes)], attribute{name, value})
	return e
}

func (c chars) write(b *strings.Builder) { b.WriteString(html.EscapeString(inert(string(c)))) }

func (e element) write(b *strings.Builder) {
	b.WriteString("<" + e.name)
	for _, a := range e.attributes {
		b.WriteString(" " + a.name + `="` + html.EscapeString(inert(a.value)) + `"`)
	}
	b.WriteByte('>')
	if e.name == "pre" {
		b.WriteByte('\n') // a first newline is dropped; one of the text is not
	}
	for _, one := range e.holds {
		one.write(b)
	}
	if e.name != "meta" { // which has no end
		b.WriteString("</" + e.name + ">")
	}
	switch e.name {
	case "a", "code", "span", "strong", "td", "th":
	default:
		b.WriteByte('\n') // for who reads the source; between blocks it means nothing
	}
}

// sheet is the style sheet, written as it is: within it HTML knows no escapes.
type sheet string

func (s sheet) write(b *strings.Builder) { b.WriteString(string(s)) }
