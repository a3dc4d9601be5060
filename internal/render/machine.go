package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"k8s.io/client-go/util/jsonpath"
)

// JSON writes an object for programs: exact data, the format's own escaping.
func JSON(w io.Writer, object any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(object)
}

// JSONPath writes the part of the object that a kubectl-style template selects.
// What it selects is escaped, since nothing tells whether a terminal reads it.
func JSONPath(w io.Writer, object any, template string) error {
	path := jsonpath.New("output").AllowMissingKeys(true)
	if err := path.Parse(template); err != nil {
		return fmt.Errorf("reading the jsonpath template: %w", err)
	}
	var encoded, selected bytes.Buffer
	if err := JSON(&encoded, object); err != nil {
		return err
	}
	var tree any
	if err := json.Unmarshal(encoded.Bytes(), &tree); err != nil {
		return fmt.Errorf("reading the report back: %w", err)
	}
	if err := path.Execute(&selected, tree); err != nil {
		return fmt.Errorf("applying the jsonpath template: %w", err)
	}
	_, err := fmt.Fprintln(w, inert(selected.String()))
	return err
}
