package plugin

import (
	"errors"
)

// hinted is an error that knows its own mend.
type hinted struct {
	error
	hint string
}

func (e *hinted) Unwrap() error { return e.error }

func withHint(err error, hint string) error { return &hinted{err, hint} }

// hint is the next thing to do about an error, where one is known.
func hint(err error, command string) string {
	var own *hinted
	if errors.As(err, &own) {
		return own.hint
	}
	if exitStatus(err) == exitMisuse {
		return "see " + command + " --help"
	}
	return ""
}
