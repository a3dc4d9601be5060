package creds

import (
	"encoding/json"
	"errors"
	"strings"

	"golang.org/x/oauth2"
)

// explained gives each error of a source its meaning and its mend. Who was refused
// once is not asked again by each of many calls. It stands behind the lock of
// oauth2.ReuseTokenSource.
type explained struct {
	oauth2.TokenSource

	calls   *calls
	mend    string
	refused error
}

func (e *explained) Token() (*oauth2.Token, error) {
	if e.refused != nil {
		return nil, e.refused
	}
	token, err := e.TokenSource.Token()
	if err == nil {
		return token, nil
	}
	if failure := e.calls.lastFailure(); failure != nil {
		return nil, &unreachableError{failure}
	}
	e.refused = e.refusal(err)
	return nil, e.refused
}

func (e *explained) refusal(err error) error {
	var known *SignInError
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &refused):
		return &SignInError{errors.New(answered(refused)), e.mend}
	}
	return &SignInError{errors.New(oneLine(err.Error())), e.mend}
}

// answered reads the answer of a token endpoint (RFC 6749, 5.2), of which the
// library would print all.
func answered(err *oauth2.RetrieveError) string {
	var answer struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(err.Body, &answer) != nil || answer.Code == "" {
		return "the token endpoint answered " + err.Response.Status
	}
	return oneLine(strings.TrimSuffix(answer.Code+": "+answer.Description, ": "))
}

// oneLine brings what a server said into one bounded line.
func oneLine(text string) string {
	const most = 300
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > most {
		return string(line[:most]) + "..."
	}
	return string(line)
}

// unreachableError is a token that could not be asked for: a network that is away
// refuses nothing.
type unreachableError struct{ cause error }

func (e *unreachableError) Error() string { return "asking for an access token: " + e.cause.Error() }
func (e *unreachableError) Unwrap() error { return e.cause }
