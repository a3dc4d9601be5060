package kubeconfig

import (
	yamlnode "go.yaml.in/yaml/v3"
)

// byNode makes the changes in the parsed document and writes all of it anew,
// which keeps comments but not the indentation.
func byNode(data []byte, edits []edit) ([]byte, error) {
	var whole yamlnode.Node
	if err := yamlnode.Unmarshal(data, &whole); err != nil {
		return nil, err
	}
	if len(whole.Content) == 0 || whole.Content[0].Kind != yamlnode.MappingNode {
		whole = yamlnode.Node{Kind: yamlnode.DocumentNode, Content: []*yamlnode.Node{{Kind: yamlnode.MappingNode}}}
	}
	d := document{root: whole.Content[0]}
	for _, e := range edits {
		if err := d.change(e); err != nil {
			return nil, err
		}
	}
	return encode(&whole)
}

func (d document) change(e edit) error {
	if e.key != "" {
		return put(d.root, e.key, e.value)
	}
	_, list := d.top(e.section.list)
	if list == nil || list.Kind != yamlnode.SequenceNode {
		return put(d.root, e.section.list, []any{e.item()})
	}
	at, old := entry(list, e.name)
	if old == nil {
		made, err := node(e.item())
		list.Content = append(list.Content, made)
		if len(list.Content) == 1 {
			list.Style = 0 // [] was in brackets
		}
		return err
	}
	made, err := e.changed(old)
	if err == nil {
		list.Content[at] = made
	}
	return err
}

// changed returns an item with the change made, and its comments.
func (e edit) changed(old *yamlnode.Node) (*yamlnode.Node, error) {
	item := *old
	item.Content = append([]*yamlnode.Node(nil), old.Content...)
	_, body := pair(&item, e.section.body)
	if body == nil || body.Kind != yamlnode.MappingNode {
		var was tree
		if body != nil {
			if err := body.Decode(&was); err != nil {
				return nil, err
			}
		}
		return &item, put(&item, e.section.body, e.body(was))
	}
	for key, value := range e.set {
		if err := put(body, key, value); err != nil {
			return nil, err
		}
	}
	for _, key := range e.unset {
		remove(body, key)
	}
	return &item, nil
}
