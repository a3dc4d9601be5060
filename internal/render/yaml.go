package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// YAML writes the same object as JSON does, as YAML. The library lets through
// what shows nothing or turns the line around, so that a string which holds such
// a rune is quoted, and the rune is then written as its escape (YAML 1.2, 5.7).
func YAML(w io.Writer, object any) error {
	var encoded bytes.Buffer
	if err := JSON(&encoded, object); err != nil {
		return err
	}
	decoder := json.NewDecoder(&encoded)
	decoder.UseNumber()
	tree, err := node(decoder)
	if err != nil {
		return fmt.Errorf("reading the report back: %w", err)
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(tree); err != nil {
		return fmt.Errorf("converting the report to YAML: %w", err)
	}
	_, err = io.WriteString(w, escapeYAML(text.String()))
	return err
}

// node reads one JSON value in its order. A JSON parser does it, although JSON is
// YAML: the YAML parser knows no pairs of surrogates.
func node(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		return branchNode(decoder, token)
	case string:
		return text(token), nil
	case json.Number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: token.String()}, nil
	default: // true, false and null
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strings.Replace(fmt.Sprint(token), "<nil>", "null", 1)}, nil
	}
}

func branchNode(decoder *json.Decoder, open json.Delim) (*yaml.Node, error) {
	kind := yaml.SequenceNode
	if open == '{' {
		kind = yaml.MappingNode
	}
	parent := &yaml.Node{Kind: kind}
	for decoder.More() {
		child, err := node(decoder) // of an object, a key and its value in turn
		if err != nil {
			return nil, err
		}
		parent.Content = append(parent.Content, child)
	}
	_, err := decoder.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return parent, err
}

func text(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	if escapeYAML(s) != s {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// escapeYAML replaces the runes that do not print as themselves. Newlines are the
// layout's own.
func escapeYAML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || untrusted.Prints(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
