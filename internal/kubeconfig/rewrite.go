package kubeconfig

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// errChanged says that a file can't be rewritten without changing more than was
// meant, as where entries share their content by YAML anchors.
var errChanged = errors.New("the change could not be made without changing something else")

// HalfEmptyError says that a file holds some of its lists and not the others, as
// after a write that was cut off.
type HalfEmptyError struct{ Missing string }

func (e *HalfEmptyError) Error() string {
	return fmt.Sprintf("it is half empty: it holds entries and no list of %s, as if it had been cut off", e.Missing)
}

// Mend is what to add to the file if nothing is lost after all.
func (e *HalfEmptyError) Mend() string { return e.Missing + ": []" }

// halfEmpty finds a list that is missing or breaks off after its key while
// another holds entries. The null that kubectl writes is whole.
func halfEmpty(d document, t tree) error {
	filled := false
	for _, s := range sections() {
		list, _ := t[s.list].([]any)
		filled = filled || len(list) > 0
	}
	for _, s := range sections() {
		if _, value := d.top(s.list); filled && (value == nil || isNull(value) && value.Value == "") {
			return &HalfEmptyError{Missing: s.list}
		}
	}
	return nil
}

// rewrite makes the changes and returns the new content, nil where there are none.
// Line by line first, so that all else stays as it is to the byte; where a file's
// form does not allow for that, all of it is written anew.
func (f file) rewrite(edits []edit) ([]byte, error) {
	if len(edits) == 0 {
		return nil, nil
	}
	whole, err := parse(f.data)
	if err != nil {
		return nil, err
	}
	if err := halfEmpty(whole, f.tree); err != nil {
		return nil, err
	}
	want := f.tree
	if len(f.tree) == 0 {
		edits = append(skeleton(), edits...)
	}
	for _, e := range edits {
		want = e.apply(want)
	}
	for _, attempt := range []func([]byte, []edit) ([]byte, error){byLine, inJSON, byNode} {
		data, err := attempt(f.data, edits)
		if err != nil {
			continue
		}
		if got, err := read(data); err == nil && equal(got, want) {
			return data, nil
		}
	}
	return nil, errChanged
}

// skeleton is what a new file begins with; gcloud writes the same.
func skeleton() []edit {
	return []edit{
		{key: "apiVersion", value: "v1"},
		{key: "kind", value: "Config"},
		{key: "preferences", value: tree{}},
	}
}

// byLine makes each change by replacing lines.
func byLine(data []byte, edits []edit) ([]byte, error) {
	text := string(data)
	for _, e := range edits {
		d, err := parse([]byte(text))
		if err != nil {
			return nil, err
		}
		if text, err = d.splice(text, e); err != nil {
			return nil, err
		}
	}
	return []byte(text), nil
}

// inJSON keeps JSON what it is: YAML would do for kubectl but not for whatever
// else reads the file.
func inJSON(data []byte, edits []edit) ([]byte, error) {
	var t tree
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&t); err != nil {
		return nil, err
	}
	for _, e := range edits {
		t = e.apply(t)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(t)
	return out.Bytes(), err
}

// lines parts a text into lines that all end in a newline.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	parts := strings.SplitAfter(text, "\n")
	return parts[:len(parts)-1]
}
