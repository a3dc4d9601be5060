// Package untrusted holds text that an attacker may have written: everything
// that comes from a finding, a cluster or a container.
//
// The only way of such text into output is an escaping method. Escaping is
// visible and never deletes, because deletion can splice two harmless halves
// into a new control sequence, and because the hidden bytes are evidence.
package untrusted

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Text is a string of unknown intent. Its zero value is the empty text.
//
// Every verb of package fmt prints the escaped form, so that a careless %v, %q
// or %x is ugly at worst (%p alone asks no method; go vet refuses it here). The
// exact bytes need Raw, which is easy to search for.
type Text struct{ s string }

// From takes a string as it came.
func From(s string) Text { return Text{s} }

// All takes a list of strings as they came.
func All(list []string) []Text {
	if list == nil {
		return nil
	}
	texts := make([]Text, len(list))
	for i, s := range list {
		texts[i] = Text{s}
	}
	return texts
}

// Raw returns the exact bytes, for comparing, hashing and validating; never for
// printing.
func (t Text) Raw() string { return t.s }

// IsZero reports whether there is no text at all; encoding/json's omitzero asks it.
func (t Text) IsZero() bool { return t.s == "" }

// String returns the text in Go's escape notation without quotes: what does not
// print as itself is shown by its code, and a backslash is doubled.
func (t Text) String() string { return Escape(t.s) }

// Format serves every verb of package fmt with the escaped form, keeping width
// and precision.
func (t Text) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, fmt.FormatString(state, 's'), t.String())
}

// Lines splits multi-line evidence, such as the contents of a script, so that a
// renderer can put a gutter in front of each line. A last newline adds no line.
func (t Text) Lines() []Text {
	body := strings.TrimSuffix(t.s, "\n")
	if body == "" && t.s == "" {
		return nil
	}
	return All(strings.Split(body, "\n"))
}

// MarshalText gives the escaped form to every encoder but JSON's, such as one
// for map keys or YAML.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// MarshalJSON keeps the data exact and the bytes harmless: whatever does not
// print as itself becomes a \u escape. Bytes that are no UTF-8 can't be carried
// by a JSON string; they become U+FFFD there, and the holder of such a text adds
// its Base64 beside it.
func (t Text) MarshalJSON() ([]byte, error) { return appendJSON(nil, t.s), nil }

// UnmarshalJSON takes a JSON string as it came.
func (t *Text) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &t.s) }
