package intake

import (
	"encoding/json"
	"errors"
	"io"
)

// parser turns JSON into nodes. It goes by tokens, so that depth and size are
// known before they cost anything.
type parser struct {
	tokens *json.Decoder
	limits Limits
	values int
	before int64 // bytes of the input in front of what the parser reads
}

func newParser(r io.Reader, limits Limits) *parser {
	tokens := json.NewDecoder(r)
	tokens.UseNumber()
	return &parser{tokens: tokens, limits: limits}
}

// parser reads the input itself, whose texts are bounded before they are read.
func (d *decoder) parser(r io.Reader) *parser {
	return newParser(&guard{from: r, limits: Limits{Text: d.limits.Text}}, d.limits)
}

// where names the place of the token that was read last, for an error.
func (p *parser) where() string { return atByte(p.before + p.tokens.InputOffset()) }

// element reads one whole value. An error is a *NotFinding.
func (p *parser) element(depth int) (*node, error) {
	p.values = 0
	return p.value(depth)
}

func (p *parser) value(depth int) (*node, error) {
	token, err := p.next()
	if err != nil {
		return nil, err
	}
	return p.from(token, depth)
}

// from makes the node that begins with a token.
func (p *parser) from(token json.Token, depth int) (*node, error) {
	where := p.where()
	p.values++
	if p.limits.Values > 0 && p.values > p.limits.Values {
		return nil, tooMuch("one element has more values", int64(p.limits.Values), where)
	}
	if p.limits.Depth > 0 && depth > p.limits.Depth {
		return nil, tooMuch("it nests deeper", int64(p.limits.Depth), where)
	}
	n := &node{where: where}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			return n, p.list(n, depth)
		}
		return n, p.object(n, depth)
	case string:
		n.kind, n.text = text, token
	case json.Number:
		n.kind, n.text = number, token.String()
	case bool:
		n.kind, n.truth = boolean, token
	}
	return n, nil
}

func (p *parser) list(n *node, depth int) error {
	n.kind = list
	for p.tokens.More() {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := p.next() // the closing bracket
	return err
}

func (p *parser) object(n *node, depth int) error {
	n.kind = object
	for p.tokens.More() {
		name, err := p.name()
		if err != nil {
			return err
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		n.members = append(n.members, &member{name: name, key: keyOf(name), value: value})
	}
	_, err := p.next() // the closing brace
	return err
}

// name reads a field's name, which the decoder makes sure is a string.
func (p *parser) name() (string, error) {
	token, err := p.next()
	name, _ := token.(string)
	return name, err
}

// next reads a token inside a value, where the input must not end.
func (p *parser) next() (json.Token, error) {
	token, err := p.tokens.Token()
	if err == nil {
		return token, nil
	}
	return nil, p.explain(err)
}

// explain turns an error of the decoder, or of a reader below it, into one that
// says what came and where.
func (p *parser) explain(err error) error {
	var known *NotFinding
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &NotFinding{Got: "it ends in the middle of a value, as a file that was cut does", Where: p.where(), Err: err}
	case errors.As(err, &syntax):
		if syntax.Error() == "unexpected end of JSON input" {
			return p.explain(io.ErrUnexpectedEOF)
		}
		return &NotFinding{Got: "it is not valid JSON: " + syntax.Error(), Where: "after " + p.where(), Err: err}
	}
	return err
}
