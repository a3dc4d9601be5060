package creds

import (
	"context"
	"net/http"
	"sync"
)

// calls sends what the libraries ask for a token. They don't all pass a context
// on, and they turn their errors into text, so that here alone it can be seen
// whether an answer refused or none came.
type calls struct {
	ctx  context.Context //nolint:containedctx // of the whole run
	base http.RoundTripper

	mu     sync.Mutex
	failed error
}

// RoundTrip ends with the run.
func (c *calls) RoundTrip(r *http.Request) (*http.Response, error) { return c.send(r, c.base) }

func (c *calls) send(r *http.Request, by http.RoundTripper) (*http.Response, error) {
	if r.Context().Done() == nil {
		r = r.WithContext(c.ctx)
	}
	response, err := by.RoundTrip(r)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = err
	return response, err
}

// lastFailure is why the last call had no answer, or nil.
func (c *calls) lastFailure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// direct sends without a proxy, which would see the token on its way from the
// metadata server: that speaks no TLS.
type direct struct{ *calls }

// RoundTrip ends with the run.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	return d.send(r, &http.Transport{DisableKeepAlives: true})
}
