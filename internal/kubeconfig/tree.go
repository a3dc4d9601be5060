package kubeconfig

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	yamlnode "go.yaml.in/yaml/v3"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"
)

// tree is a kubeconfig, or a part of one, as kubectl's own reader sees it: with
// all that it knows nothing of.
type tree = map[string]any

// section is one of the three lists of a kubeconfig: its key, and under which key
// each of its items holds the content.
type section struct{ list, body string }

func clusters() section { return section{"clusters", "cluster"} }
func contexts() section { return section{"contexts", "context"} }
func users() section    { return section{"users", "user"} }

func sections() []section { return []section{clusters(), contexts(), users()} }

// read returns the content of a file. What kubectl would not load, or would load
// only in part, is refused.
func read(data []byte) (tree, error) {
	if _, err := clientcmd.Load(data); err != nil {
		return nil, fmt.Errorf("kubectl could not load it: %w", err)
	}
	var t tree
	// Strict, because a key that stands there twice counts once.
	if err := yaml.UnmarshalStrict(data, &t); err != nil {
		return nil, err
	}
	decoder := yamlnode.NewDecoder(bytes.NewReader(data))
	var document yamlnode.Node
	err := decoder.Decode(&document)
	if err == nil {
		err = decoder.Decode(&document)
		if err == nil {
			return nil, errors.New("it holds several documents, of which kubectl reads one")
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return t, nil
}

// item finds the content of the entry of that name, and whether there is one.
func item(t tree, s section, name string) (tree, bool) {
	list, _ := t[s.list].([]any)
	for _, one := range list {
		if entry, _ := one.(tree); entry != nil && entry["name"] == name {
			body, _ := entry[s.body].(tree)
			return body, true
		}
	}
	return nil, false
}

// edit changes one entry of a list, or one key of the whole.
type edit struct {
	section section
	name    string
	set     tree
	unset   []string

	key   string
	value any
}

// changes tells whether there is anything to do.
func (e edit) changes(t tree) bool { return !equal(t, e.apply(t)) }

// apply returns a changed copy.
func (e edit) apply(t tree) tree {
	out := clone(t)
	if e.key != "" {
		out[e.key] = e.value
		return out
	}
	list, _ := out[e.section.list].([]any)
	list = slices.Clone(list)
	at := slices.IndexFunc(list, func(one any) bool {
		entry, _ := one.(tree)
		return entry != nil && entry["name"] == e.name
	})
	if at < 0 {
		out[e.section.list] = append(list, e.item())
		return out
	}
	entry, _ := list[at].(tree)
	entry = clone(entry)
	entry[e.section.body] = e.body(entry[e.section.body])
	list[at] = entry
	out[e.section.list] = list
	return out
}

// at is the key of the whole that the edit is about.
func (e edit) at() string { return cmp.Or(e.key, e.section.list) }

// item is the entry where there was none.
func (e edit) item() tree { return tree{"name": e.name, e.section.body: e.body(nil)} }

func (e edit) body(old any) tree {
	body, _ := old.(tree)
	body = clone(body)
	maps.Copy(body, e.set)
	for _, key := range e.unset {
		delete(body, key)
	}
	return body
}

func clone(t tree) tree {
	out := tree{}
	maps.Copy(out, t)
	return out
}
