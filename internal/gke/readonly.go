package gke

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"k8s.io/client-go/transport"
)

// RefusedError is a request that was not sent because it could do more than
// this look at the cluster may do.
type RefusedError struct {
	Method string
	Path   string // as it would have been sent
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("refusing to send %s %s: not among the requests that this command may make", e.Method, e.Path)
}

// ReadOnly wraps a transport so that nothing but reading gets through: GET and
// HEAD of the resources in the table of readable, and the two reviews that ask
// the API server what the caller may do. Anything else that is to pass needs a
// door.
//
// It goes by paths and not by verbs alone, because exec over WebSocket arrives
// here as a GET without an Upgrade header. Base is the address of the API
// server; requests to any other host are refused, which also stops a redirect
// from taking credentials along.
func ReadOnly(base *url.URL, doors ...Door) transport.WrapperFunc {
	return func(next http.RoundTripper) http.RoundTripper {
		return &guard{next: next, base: base, doors: doors}
	}
}

type guard struct {
	next  http.RoundTripper
	base  *url.URL
	doors []Door
}

// RoundTrip sends the request if it may be sent.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if !g.allows(req) {
		if req.Body != nil {
			_ = req.Body.Close() // as http.RoundTripper demands, error or not
		}
		return nil, &RefusedError{Method: req.Method, Path: req.URL.EscapedPath()}
	}
	return g.next.RoundTrip(req)
}

// WrappedRoundTripper lets client-go look for the transport inside.
func (g *guard) WrappedRoundTripper() http.RoundTripper { return g.next }

func (g *guard) allows(req *http.Request) bool {
	if !g.sameServer(req) || overridesMethod(req.Header) {
		return false
	}
	below, ok := strings.CutPrefix(req.URL.EscapedPath(), strings.TrimSuffix(g.base.EscapedPath(), "/")+"/")
	if !ok {
		return false
	}
	asked, ok := parsePath(below)
	if !ok {
		return false
	}
	for _, door := range g.doors {
		if door.opens(req.Method, asked) {
			return true
		}
	}
	switch req.Method {
	case http.MethodGet, http.MethodHead:
		return asked.readable()
	case http.MethodPost:
		return asked.review()
	}
	return false
}

// sameServer refuses what makes the wire differ from the URL that was judged: an
// opaque URL is sent as it is, and Host replaces the URL's host.
func (g *guard) sameServer(req *http.Request) bool {
	return req.URL.Opaque == "" && req.URL.User == nil && req.URL.Scheme == g.base.Scheme && req.URL.Host == g.base.Host &&
		(req.Host == "" || req.Host == req.URL.Host)
}

// overridesMethod finds the headers by which some gateways in front of an API
// server let a GET stand for another verb.
func overridesMethod(header http.Header) bool {
	for name := range header {
		switch http.CanonicalHeaderKey(name) {
		case "X-Http-Method", "X-Http-Method-Override", "X-Method-Override":
			return true
		}
	}
	return false
}
