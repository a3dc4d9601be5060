package intake_test

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/intake"
)

// FuzzHeadings holds that a list and a report say the same of any input: the same
// findings in the same places, and the same of what is none.
// Only the byte that an error names may be another one, by the blanks in front of it.
func FuzzHeadings(f *testing.F) {
	for _, in := range inputs(f) {
		f.Add([]byte(in))
	}
	for _, in := range oddities() {
		f.Add([]byte(in))
	}
	limits := intake.Limits{Bytes: 1 << 20, YAML: 1 << 16, Text: 1 << 16, Depth: 20, Values: 2000}
	f.Fuzz(func(t *testing.T, data []byte) {
		full := answers(intake.All(bytes.NewReader(data), limits), placeless)
		if d := diff(full, answers(intake.Headings(bytes.NewReader(data), limits), placeless)); d != "" {
			t.Errorf("headings differ from what is read in full (-full +heading):\n%s", d)
		}
	})
}

func placeless(err error) string {
	return regexp.MustCompile(`byte \d+`).ReplaceAllString(err.Error(), "byte N")
}
