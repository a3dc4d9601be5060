package plugin

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"
)

// FuzzPasteIsWhole holds the counting of brackets to a real JSON parser: an
// object or array is whole at its last byte and not before.
func FuzzPasteIsWhole(f *testing.F) {
	for _, seed := range []string{`{}`, `[[{"a":"}\"]"}]]`, `{"a": {"b": "\\"}, "c": []}`, "[\"\\u005d\"]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = bytes.TrimSpace(data)
		if len(data) == 0 || data[0] != '{' && data[0] != '[' || !json.Valid(data) {
			return
		}
		p := paste{echo: io.Discard}
		for i, b := range data {
			if whole := p.take(b); whole != (i == len(data)-1) {
				t.Fatalf("whole is %t at byte %d of %q", whole, i, data)
			}
		}
	})
}
