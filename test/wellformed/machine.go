package wellformed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v3"
)

// SameTree returns an error where a YAML text does not hold what a JSON text does.
func SameTree(asJSON, asYAML []byte) error {
	var fromJSON, fromYAML any
	decoder := json.NewDecoder(bytes.NewReader(asJSON))
	decoder.UseNumber()
	if err := decoder.Decode(&fromJSON); err != nil {
		return err
	}
	if err := yaml.Unmarshal(asYAML, &fromYAML); err != nil {
		return err
	}
	if path, same := equal("", fromJSON, fromYAML); !same {
		return fmt.Errorf("the two differ at %s", path)
	}
	return nil
}

// equal compares what two parsers made of one tree, numbers by their digits, and
// returns the path to the first difference.
func equal(path string, a, b any) (string, bool) {
	switch a := a.(type) {
	case map[string]any:
		b, isMap := b.(map[string]any)
		return members(path, a, b, isMap)
	case []any:
		b, isList := b.([]any)
		return elements(path, a, b, isList)
	case json.Number:
		switch b.(type) {
		case int, int64, uint64, float64:
			return path, a.String() == fmt.Sprint(b)
		}
		return path, false
	}
	return path, reflect.DeepEqual(a, b)
}

func members(path string, a, b map[string]any, isMap bool) (string, bool) {
	if !isMap || len(a) != len(b) {
		return path, false
	}
	for key := range a {
		if at, same := equal(path+"."+key, a[key], b[key]); !same {
			return at, false
		}
	}
	return "", true
}

func elements(path string, a, b []any, isList bool) (string, bool) {
	if !isList || len(a) != len(b) {
		return path, false
	}
	for i := range a {
		if at, same := equal(fmt.Sprintf("%s[%d]", path, i), a[i], b[i]); !same {
			return at, false
		}
	}
	return "", true
}
