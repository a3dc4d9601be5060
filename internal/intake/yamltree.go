package intake

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlReader turns the parser's tree into ours.
type yamlReader struct {
	limits Limits
	values int
}

func (r *yamlReader) node(from *yaml.Node, depth int) (*node, error) {
	n := &node{where: fmt.Sprintf("line %d", from.Line)}
	if err := r.count(depth, n.where); err != nil {
		return nil, err
	}
	switch from.Kind {
	case yaml.DocumentNode:
		return r.node(from.Content[0], depth)
	case yaml.AliasNode:
		return r.node(from.Alias, depth+1)
	case yaml.SequenceNode:
		return n, r.sequence(n, from, depth)
	case yaml.MappingNode:
		return n, r.mapping(n, from, depth)
	case yaml.ScalarNode:
		scalar(n, from)
	}
	return n, nil
}

// count holds the limits before a value costs anything.
func (r *yamlReader) count(depth int, where string) error {
	r.values++
	if most := r.limits.nodes(); most > 0 && r.values > most {
		return tooMuch("it has more values", int64(most), where)
	}
	if r.limits.Depth > 0 && depth > r.limits.Depth {
		return tooMuch("it nests deeper", int64(r.limits.Depth), where)
	}
	return nil
}

func (r *yamlReader) sequence(n *node, from *yaml.Node, depth int) error {
	n.kind = list
	for _, item := range from.Content {
		value, err := r.node(item, depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, value)
	}
	return nil
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
