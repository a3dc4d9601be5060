package intake_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kubectl-threat/kubectl-threat/internal/intake"
)

// FuzzDecode checks that no input makes the decoder fall over, that every error
// is one plain line, and that every finding can be written out again.
func FuzzDecode(f *testing.F) {
	paths, err := filepath.Glob("testdata/dialects/*")
	if err != nil || len(paths) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, path := range paths {
		seed, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	for _, seed := range []string{"", "[", `{"a":`, "a: &a [*a]", "\xff\xfe{\x00", `{"message":{"data":"e30="}}`, `[[[]]]`, bomb()} {
		f.Add([]byte(seed))
	}
	limits := intake.Limits{Bytes: 1 << 20, YAML: 1 << 16, Text: 1 << 16, Depth: 50, Values: 20_000}
	f.Fuzz(func(t *testing.T, data []byte) {
		findings, err := intake.Decode(bytes.NewReader(data), limits)
		if err == nil && len(findings) == 0 {
			t.Fatal("neither a finding nor an error")
		}
		if err != nil {
			plainLine(t, err.Error())
		}
		for i := range findings {
			plainLine(t, findings[i].Dialect)
			if _, err := json.Marshal(findings[i]); err != nil {
				t.Fatalf("a finding that can't be written: %v", err)
			}
		}
	})
}

func plainLine(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0xe0000
	}) {
		t.Fatalf("not one plain line: %q", s)
	}
}
