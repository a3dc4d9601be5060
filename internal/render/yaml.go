package render

import (
	"bytes"
	"encoding/json"
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
	var tree yaml.Node
	if err := yaml.Unmarshal(encoded.Bytes(), &tree); err != nil { // JSON is YAML
		return fmt.Errorf("reading the report back: %w", err)
	}
	block(&tree)
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(&tree); err != nil {
		return fmt.Errorf("converting the report to YAML: %w", err)
	}
	_, err := io.WriteString(w, escapeYAML(text.String()))
	return err
}

// block takes JSON's braces and quotes off where YAML needs none.
func block(node *yaml.Node) {
	node.Style = 0
	if node.Kind == yaml.ScalarNode && node.Tag == "!!str" && escapeYAML(node.Value) != node.Value {
		node.Style = yaml.DoubleQuotedStyle
	}
	for _, child := range node.Content {
		block(child)
	}
}

// escapeYAML replaces the runes that do not print as themselves. Newlines are the
// layout's own.
func escapeYAML(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\n' || untrusted.Prints(r) {
			b.WriteRune(r)
			continue
		}
		quoted, _ := json.Marshal(untrusted.From(string(r)))
		b.WriteString(strings.Trim(string(quoted), `"`))
	}
	return b.String()
}
