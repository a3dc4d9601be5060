package kubeconfig

import (
	"bytes"
	"slices"

	yamlnode "go.yaml.in/yaml/v3"
)

// document is a file with the places and the forms of all that is in it.
type document struct{ root *yamlnode.Node }

func parse(data []byte) (document, error) {
	var whole yamlnode.Node
	if err := yamlnode.Unmarshal(data, &whole); err != nil {
		return document{}, err
	}
	if len(whole.Content) == 0 || whole.Content[0].Kind != yamlnode.MappingNode {
		return document{root: &yamlnode.Node{Kind: yamlnode.MappingNode}}, nil
	}
	return document{root: whole.Content[0]}, nil
}

// top finds a key of the whole and its value.
func (d document) top(name string) (key, value *yamlnode.Node) {
	return pair(d.root, name)
}

// pair finds a key of a mapping and its value.
func pair(mapping *yamlnode.Node, name string) (key, value *yamlnode.Node) {
	if mapping.Kind != yamlnode.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}

// entry finds an item of a list by its name, and where it stands; -1 where it is not.
func entry(list *yamlnode.Node, name string) (int, *yamlnode.Node) {
	for i, one := range list.Content {
		if _, value := pair(one, "name"); value != nil && value.Value == name {
			return i, one
		}
	}
	return -1, nil
}

func isNull(n *yamlnode.Node) bool { return n.Kind == yamlnode.ScalarNode && n.ShortTag() == "!!null" }

// put gives a mapping a value under a key, with the comment beside the old one. A
// new key takes its place in the alphabet, as gcloud and kubectl write them.
func put(mapping *yamlnode.Node, name string, value any) error {
	made, err := node(value)
	if err != nil {
		return err
	}
	if _, old := pair(mapping, name); old != nil {
		made.LineComment, made.FootComment = old.LineComment, old.FootComment
		*old = *made
		return nil
	}
	at := 0
	for at < len(mapping.Content) && mapping.Content[at].Value < name {
		at += 2
	}
	mapping.Content = slices.Insert(mapping.Content, at, &yamlnode.Node{Kind: yamlnode.ScalarNode, Value: name}, made)
	return nil
}

func remove(mapping *yamlnode.Node, name string) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			mapping.Content = slices.Delete(mapping.Content, i, i+2)
			return
		}
	}
}

// node gives a value the form of a block, with sorted keys.
func node(value any) (*yamlnode.Node, error) {
	made := &yamlnode.Node{}
	if err := made.Encode(value); err != nil {
		return nil, err
	}
	return made, nil
}

// encode writes a node with kubectl's indent of two.
func encode(n *yamlnode.Node) ([]byte, error) {
	var out bytes.Buffer
	encoder := yamlnode.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(n); err != nil {
		return nil, err
	}
	err := encoder.Close()
	return out.Bytes(), err
}
