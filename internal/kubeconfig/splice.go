package kubeconfig

import (
	"errors"
	"slices"
	"strings"

	yamlnode "go.yaml.in/yaml/v3"
)

// errForm says that a file is not written in lines that can be replaced one by one.
var errForm = errors.New("not in block form")

// splice makes one change in the text by replacing lines or adding some.
func (d document) splice(text string, e edit) (string, error) {
	inBrackets := d.root.Style&yamlnode.FlowStyle != 0 && len(d.root.Content) > 0
	if inBrackets || otherBreaks(text) {
		return "", errForm
	}
	key, value := d.top(e.at())
	all := lines(text)
	switch {
	case key == nil:
		return d.insertKey(all, e)
	case e.key != "":
		return replaceLine(all, key, value, e, renderedKey)
	case value.Kind == yamlnode.SequenceNode && value.Style&yamlnode.FlowStyle == 0:
		return d.spliceItem(all, key, value, e)
	}
	return replaceLine(all, key, value, e, renderedList)
}

// otherBreaks finds what ends a line for YAML 1.1 but not for lines.
func otherBreaks(text string) bool {
	return strings.ContainsAny(strings.ReplaceAll(text, "\r\n", "\n"), "\r\u0085\u2028\u2029")
}

// insertKey adds a key of the whole at its place in the alphabet, as gcloud and
// kubectl write them, or at the end.
func (d document) insertKey(all []string, e edit) (string, error) {
	render := renderedKey
	if e.key == "" {
		render = renderedList
	}
	made, err := render(e)
	if err != nil {
		return "", err
	}
	at := len(all)
	for i := 0; i < len(d.root.Content); i += 2 {
		if key := d.root.Content[i]; key.Value > e.at() {
			at = beforeComment(all, key.Line-1, 0)
			break
		}
	}
	return replaced(all, at, at, made), nil
}

// replaceLine changes a line such as "current-context: old" or "users: []".
func replaceLine(all []string, key, value *yamlnode.Node, e edit, render func(edit) ([]string, error)) (string, error) {
	short := value.Kind == yamlnode.ScalarNode && !strings.Contains(value.Value, "\n") ||
		value.Kind == yamlnode.SequenceNode && len(value.Content) == 0
	if !short || value.Line != key.Line || value.LineComment != "" || value.Anchor != "" {
		return "", errForm
	}
	made, err := render(e)
	return replaced(all, key.Line-1, key.Line, made), err
}

// spliceItem replaces an item of a list, or adds one at its end.
func (d document) spliceItem(all []string, key, list *yamlnode.Node, e edit) (string, error) {
	end := d.after(key, len(all))
	at, old := entry(list, e.name)
	last := list.Content[len(list.Content)-1]
	indent, ok := dash(all, last)
	if !ok {
		return "", errForm
	}
	if old == nil {
		item, err := node(e.item())
		if err != nil {
			return "", err
		}
		made, err := renderedItem(item, indent)
		end = beforeComment(all, end, last.Line)
		return replaced(all, end, end, made), err
	}
	if _, ok := dash(all, old); !ok {
		return "", errForm
	}
	if at+1 < len(list.Content) {
		end = list.Content[at+1].Line - 1
	}
	changed, err := e.changed(old)
	if err != nil {
		return "", err
	}
	// These stand in the lines before and after, which stay.
	changed.HeadComment, changed.FootComment = "", ""
	if len(changed.Content) > 0 {
		first := *changed.Content[0]
		first.HeadComment, first.FootComment = "", ""
		changed.Content[0] = &first
	}
	made, err := renderedItem(changed, indent)
	return replaced(all, old.Line-1, beforeComment(all, end, old.Line), made), err
}

// after is the number of lines before the key of the whole that follows.
func (d document) after(key *yamlnode.Node, otherwise int) int {
	for i := 0; i < len(d.root.Content); i += 2 {
		if next := d.root.Content[i]; next.Line > key.Line {
			return next.Line - 1
		}
	}
	return otherwise
}

// dash tells how far an item is indented, if it begins its line.
func dash(all []string, item *yamlnode.Node) (string, bool) {
	if item.Line < 1 || item.Line > len(all) {
		return "", false
	}
	line := all[item.Line-1]
	rest := strings.TrimLeft(line, " ")
	return line[:len(line)-len(rest)], strings.HasPrefix(rest, "- ")
}

// beforeComment steps back over empty lines and comments, which belong to what
// follows, down to a floor.
func beforeComment(all []string, end, floor int) int {
	for end > floor {
		line := strings.TrimSpace(all[end-1])
		if line != "" && !strings.HasPrefix(line, "#") {
			break
		}
		end--
	}
	return end
}

func replaced(all []string, from, to int, with []string) string {
	return strings.Join(slices.Concat(all[:from], with, all[to:]), "")
}

// renderedItem writes one item of a list.
func renderedItem(item *yamlnode.Node, indent string) ([]string, error) {
	data, err := encode(&yamlnode.Node{Kind: yamlnode.SequenceNode, Content: []*yamlnode.Node{item}})
	made := lines(string(data))
	for i := range made {
		made[i] = indent + made[i]
	}
	return made, err
}

// renderedList writes a list with one item, which stands under the key as kubectl
// has it and not right of it.
func renderedList(e edit) ([]string, error) {
	item, err := node(e.item())
	if err != nil {
		return nil, err
	}
	made, err := renderedItem(item, "")
	return append([]string{e.section.list + ":\n"}, made...), err
}

// renderedKey writes a key of the whole.
func renderedKey(e edit) ([]string, error) {
	made, err := node(tree{e.key: e.value})
	if err != nil {
		return nil, err
	}
	data, err := encode(made)
	return lines(string(data)), err
}
