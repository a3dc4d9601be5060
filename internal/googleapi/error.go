package googleapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Error is an answer that refuses (cloud.google.com/apis/design/errors).
type Error struct {
	Host    string
	Code    int    // of HTTP
	Status  string // such as PERMISSION_DENIED; empty where the API itself did not answer
	Message string
	// Reason is machine-readable, such as SERVICE_DISABLED, and Metadata belongs to
	// it; both are empty where the API gives none.
	Reason   string
	Metadata map[string]string

	retryAfter time.Duration
	signIn     string
}

func (e *Error) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("%s answered %d", e.Host, e.Code)
	}
	return fmt.Sprintf("%s answered %d: %s", e.Host, e.Code, e.Message)
}

// GapReason sorts the error for a report.
func (e *Error) GapReason() threat.GapReason {
	switch e.Code {
	case http.StatusUnauthorized, http.StatusForbidden:
		return threat.Denied
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return threat.TimedOut
	}
	return threat.Failed
}

// Mend is the command that helps, empty where none is known.
func (e *Error) Mend() string {
	switch {
	case e.Code == http.StatusUnauthorized:
		return e.signIn
	case e.Reason == "SERVICE_DISABLED" && e.Metadata["service"] != "":
		project := strings.TrimPrefix(e.Metadata["consumer"], "projects/")
		return quote.Shell("gcloud", "services", "enable", e.Metadata["service"], "--project", project)
	case e.Reason == "USER_PROJECT_DENIED":
		return "leave --billing-project out, or name a project where you have roles/serviceusage.serviceUsageConsumer"
	}
	return ""
}

// refused reads an answer that is no success.
func (c *Client) refused(response *http.Response, body []byte) *Error {
	var answer struct {
		Error struct {
			Message string `json:"message"`
			Status  string `json:"status"`
			Details []struct {
				Type     string            `json:"@type"`
				Reason   string            `json:"reason"`
				Metadata map[string]string `json:"metadata"`
			} `json:"details"`
		} `json:"error"`
	}
	e := &Error{Host: response.Request.URL.Host, Code: response.StatusCode, signIn: c.SignIn}
	e.retryAfter = retryHeader(response)
	if json.Unmarshal(body, &answer) != nil {
		return e
	}
	e.Status, e.Message = answer.Error.Status, oneLine(answer.Error.Message)
	for _, detail := range answer.Error.Details {
		if detail.Type == "type.googleapis.com/google.rpc.ErrorInfo" {
			e.Reason, e.Metadata = detail.Reason, detail.Metadata
		}
	}
	return e
}

// oneLine brings a message into one bounded line.
func oneLine(text string) string {
	const most = 400
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > most {
		return string(line[:most]) + "..."
	}
	return string(line)
}

// unreachable says why there is no answer. The library would print the address
// with all that was asked.
func unreachable(ctx context.Context, host string, err error) error {
	var wrapped *url.Error
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("asking %s: %w", host, ctx.Err())
	case errors.As(err, &wrapped):
		err = wrapped.Err
	}
	return fmt.Errorf("asking %s: %w", host, err)
}

// retryAfter tells whether to ask again, and when: a busy server names the time,
// and one that is away for a moment is given one.
func retryAfter(err error, attempt int) (time.Duration, bool) {
	const attempts = 3
	var refused *Error
	if attempt >= attempts || !errors.As(err, &refused) {
		return 0, false
	}
	switch refused.Code {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway:
	default:
		return 0, false
	}
	if refused.retryAfter > 0 {
		return refused.retryAfter, true
	}
	const first = 400 * time.Millisecond
	return first << (attempt - 1), true
}

// retryHeader reads the header Retry-After, in seconds.
func retryHeader(response *http.Response) time.Duration {
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// sleep waits, unless the deadline comes first: then there is no use in waiting.
func sleep(ctx context.Context, d time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
