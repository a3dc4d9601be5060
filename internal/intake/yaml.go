package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// documents yields each document of some YAML as a node. It goes by the parser's
// own tree and not by way of JSON, since that would write out an alias as often
// as it is used, and lose the line numbers.
func documents(data []byte, limits Limits, yield func(*node) bool) error {
	if limits.Values > 0 && signs(data) > limits.Values {
		return tooMuch("it has more values", int64(limits.Values), "")
	}
	stream := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var document yaml.Node
		err := stream.Decode(&document)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return notYAML(err)
		}
		n, err := (&yamlReader{limits: limits}).node(&document, 0)
		if err != nil || !yield(n) {
			return err
		}
	}
}

// signs counts what can begin a value in YAML, as a bound for their number that
// is known before the parser makes them.
func signs(data []byte) int {
	n := 0
	for _, c := range []byte(",[{\n") {
		n += bytes.Count(data, []byte{c})
	}
	return n + bytes.Count(data, []byte("- "))
}

// notYAML turns the parser's error, such as "yaml: line 3: …", into ours.
func notYAML(err error) error {
	said, where := strings.TrimPrefix(err.Error(), "yaml: "), ""
	if rest, ok := strings.CutPrefix(said, "line "); ok {
		if line, more, ok := strings.Cut(rest, ": "); ok {
			where, said = "line "+line, more
		}
	}
	said, _, _ = strings.Cut(said, "\n")
	return &NotFinding{Got: "it is neither JSON nor valid YAML: " + shown(said), Where: where, Err: err}
}

// yamlReader turns the parser's tree into ours.
type yamlReader struct {
	limits Limits
	values int
}

func (r *yamlReader) node(from *yaml.Node, depth int) (*node, error) {
	n := &node{where: fmt.Sprintf("line %d", from.Line)}
	if r.values++; r.limits.Values > 0 && r.values > r.limits.Values {
		return nil, tooMuch("it has more values", int64(r.limits.Values), n.where)
	}
	if r.limits.Depth > 0 && depth > r.limits.Depth {
		return nil, tooMuch("it nests deeper", int64(r.limits.Depth), n.where)
	}
	switch from.Kind {
	case yaml.DocumentNode:
		return r.node(from.Content[0], depth)
	case yaml.AliasNode:
		return r.node(from.Alias, depth+1)
	case yaml.SequenceNode:
		n.kind = list
		for _, item := range from.Content {
			value, err := r.node(item, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, value)
		}
	case yaml.MappingNode:
		return n, r.mapping(n, from, depth)
	case yaml.ScalarNode:
		scalar(n, from)
	}
	return n, nil
}

func (r *yamlReader) mapping(n *node, from *yaml.Node, depth int) error {
	n.kind = object
	for i := 0; i+1 < len(from.Content); i += 2 {
		name := from.Content[i].Value
		value, err := r.node(from.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		n.members = append(n.members, &member{name: name, key: keyOf(name), value: value})
	}
	return nil
}

// scalar keeps what was written: a hash of digits stays a text, and so does a time.
func scalar(n *node, from *yaml.Node) {
	n.kind, n.text = text, from.Value
	switch from.ShortTag() {
	case "!!null":
		n.kind, n.text = null, ""
	case "!!bool":
		n.kind, n.truth = boolean, strings.EqualFold(from.Value, "true")
	case "!!int", "!!float":
		n.kind = number
	}
}
