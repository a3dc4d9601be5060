package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"k8s.io/client-go/util/jsonpath"
)

// JSON writes an object for programs: exact data, the format's own escaping.
func JSON(w io.Writer, object any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(object)
}

// ValidJSONPath says what is wrong with a template, before anything is asked.
func ValidJSONPath(template string) error {
	_, err := parsePath(template)
	return err
}

func parsePath(template string) (*jsonpath.JSONPath, error) {
	path := jsonpath.New("output").AllowMissingKeys(true)
	if template == "" {
		return nil, errors.New("jsonpath= needs a template such as {.verdict.state}")
	}
	if err := path.Parse(template); err != nil {
		return nil, fmt.Errorf("reading the jsonpath template: %w", err)
	}
	return path, nil
}

// JSONPath writes the part of the object that a kubectl-style template selects.
// What it selects is escaped, since nothing tells whether a terminal reads it.
func JSONPath(w io.Writer, object any, template string) error {
	path, err := parsePath(template)
	if err != nil {
		return err
	}
	var encoded, selected bytes.Buffer
	if err := JSON(&encoded, object); err != nil {
		return err
	}
	var tree any
	if err := json.Unmarshal(encoded.Bytes(), &tree); err != nil {
		return fmt.Errorf("reading the report back: %w", err)
	}
	if err := path.Execute(&selected, oneLined(tree)); err != nil {
		return fmt.Errorf("applying the jsonpath template: %w", err)
	}
	_, err = fmt.Fprintln(w, inert(selected.String()))
	return err
}

// oneLined escapes the newlines within strings: a line of the output shall be
// one that the template asked for.
func oneLined(value any) any {
	switch value := value.(type) {
	case string:
		return strings.ReplaceAll(value, "\n", `\n`)
	case []any:
		for i := range value {
			value[i] = oneLined(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = oneLined(value[key])
		}
	}
	return value
}
