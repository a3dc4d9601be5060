package kubeconfig

import (
	"errors"
	"fmt"
	"reflect"
)

func equal(a, b tree) bool { return reflect.DeepEqual(a, b) }

// file is one element of KUBECONFIG.
type file struct {
	path    string
	missing bool
	data    []byte
	tree    tree
}

// Result says what was done.
type Result struct {
	// Written are the files that were changed, none where all was there already.
	Written []string
	// Current is the current context as it is now.
	Current string
	// OwnUser is the name of the user entry that the context uses where that has
	// credentials of its own, which were left alone; else empty.
	OwnUser string
}

// merge returns the files with the entry in them. Of several, an entry that is
// there already is changed in the first file that holds it, which is the one that
// kubectl goes by; a new one goes into the first file that exists.
func merge(files []file, e Entry, makeCurrent bool) ([]file, Result, error) {
	if err := e.check(); err != nil {
		return nil, Result{}, err
	}
	if len(files) == 0 {
		return nil, Result{}, errors.New("no kubeconfig file to write to")
	}
	m := merger{files: files, edits: make([][]edit, len(files))}
	result := m.plan(e, makeCurrent)
	if result.OwnUser != "" && (e.Impersonate != "" || e.ADC) {
		return nil, Result{}, &OwnCredentialsError{User: result.OwnUser}
	}
	var changed []file
	for i, f := range files {
		data, err := f.rewrite(m.edits[i])
		if err != nil {
			return nil, Result{}, fmt.Errorf("changing %s: %w", f.path, err)
		}
		if data != nil {
			changed = append(changed, file{path: f.path, missing: f.missing, data: data})
			result.Written = append(result.Written, f.path)
		}
	}
	return changed, result, nil
}

// OwnCredentialsError says that a user entry can't be told to impersonate or to
// use Application Default Credentials, because it signs in by other means.
type OwnCredentialsError struct{ User string }

func (e *OwnCredentialsError) Error() string {
	return fmt.Sprintf("user %q of the kubeconfig has credentials of its own, which are left alone", e.User)
}

// merger collects what to change in which file.
type merger struct {
	files []file
	edits [][]edit
}

func (m *merger) plan(e Entry, makeCurrent bool) Result {
	// The context comes last: until then nothing points to what is not there yet.
	at, old := m.find(clusters(), e.Name)
	set, unset := e.cluster(old)
	m.add(at, edit{section: clusters(), name: e.Name, set: set, unset: unset})

	contextAt, context := m.find(contexts(), e.Name)
	own := m.otherUser(context["user"], e.Name)
	if own == "" {
		at, old = m.find(users(), e.Name)
		if holdsOther(old) {
			own = e.Name
		} else {
			set, unset = e.user(old)
			m.add(at, edit{section: users(), name: e.Name, set: set, unset: unset})
		}
	}
	set = tree{"cluster": e.Name}
	if own == "" || own == e.Name {
		set["user"] = e.Name
	}
	m.add(contextAt, edit{section: contexts(), name: e.Name, set: set})

	result := Result{OwnUser: own}
	at, result.Current = m.current(contextAt)
	if result.Current == "" || makeCurrent {
		result.Current = e.Name
		m.add(at, edit{key: "current-context", value: e.Name})
	}
	return result
}

// find looks for an entry: in which file it is, or would have to be.
func (m *merger) find(s section, name string) (int, tree) {
	for i, f := range m.files {
		if body, ok := item(f.tree, s, name); ok {
			return i, body
		}
	}
	return m.home(), nil
}

// otherUser is the user that a context names where it is another one than the
// entry's and exists. It may serve other contexts too, and is left alone.
func (m *merger) otherUser(named any, own string) string {
	name, _ := named.(string)
	if name == "" || name == own {
		return ""
	}
	for _, f := range m.files {
		if _, ok := item(f.tree, users(), name); ok {
			return name
		}
	}
	return ""
}

// home is the file for what is new.
func (m *merger) home() int {
	for i, f := range m.files {
		if !f.missing {
			return i
		}
	}
	return 0
}

// current finds the current context, and the file that says so.
func (m *merger) current(otherwise int) (int, string) {
	for i, f := range m.files {
		if name, _ := f.tree["current-context"].(string); name != "" {
			return i, name
		}
	}
	return otherwise, ""
}

func (m *merger) add(at int, e edit) {
	if e.changes(m.files[at].tree) {
		m.edits[at] = append(m.edits[at], e)
	}
}
