package intake

import (
	"fmt"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// NotFinding says that the input is not a finding: what came instead of one, and
// where.
type NotFinding struct {
	Got   string // completes "but …", such as "this is a Pod object"
	Where string // such as "byte 120"; empty where the whole input is meant
	Err   error  // what a library said, if one did
}

// Error says on one line what was expected, what came instead and where.
func (e *NotFinding) Error() string {
	text := "expected a Security Command Center finding as JSON or YAML, but " + e.Got
	if e.Where != "" {
		text += " (" + e.Where + ")"
	}
	return text
}

// Unwrap returns the library's error.
func (e *NotFinding) Unwrap() error { return e.Err }

// tooMuch says that a limit was hit.
func tooMuch(what string, limit int64, where string) *NotFinding {
	return &NotFinding{Got: fmt.Sprintf("%s than %s", what, amount(limit)), Where: where}
}

// amount writes a limit with the unit that makes it short.
func amount(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprint(n)
}

func atByte(offset int64) string { return fmt.Sprintf("byte %d", offset) }

// shown quotes a piece of the input for an error.
func shown(s string) string {
	const longest = 60 // bytes
	if len(s) > longest {
		return `"` + untrusted.Escape(s[:longest]) + `…"`
	}
	return `"` + untrusted.Escape(s) + `"`
}
