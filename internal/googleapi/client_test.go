package googleapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// answers are given one after the other; the last one again and again.
type answers struct {
	list  []answer
	asked []*http.Request
}

type answer struct {
	code   int
	header http.Header
	body   string
	err    error
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	now := a.list[min(len(a.asked), len(a.list)-1)]
	a.asked = append(a.asked, r)
	if now.header == nil {
		now.header = http.Header{"Content-Type": {"application/json"}}
	}
	return &http.Response{
		StatusCode: now.code, Header: now.header, Body: io.NopCloser(strings.NewReader(now.body)), Request: r,
	}, now.err
}

func client(list ...answer) (*Client, *answers) {
	a := &answers{list: list}
	return &Client{
		HTTP:        &http.Client{Transport: a, CheckRedirect: stay},
		Tokens:      oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret"}),
		UserProject: "payer", Reason: "case 7", UserAgent: "kubectl-threat/test", SignIn: "gcloud auth login",
	}, a
}

const address = "https://container.googleapis.com/v1/x"

func get(ctx context.Context, c *Client) (string, error) {
	var into struct{ A string }
	err := c.Get(ctx, address, url.Values{"q": {"a b"}}, &into)
	return into.A, err
}

func TestDress(t *testing.T) {
	c, a := client(answer{code: 200, body: `{"a":"b","new":1}`})
	if got, err := get(t.Context(), c); got != "b" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	r := a.asked[0]
	for header, want := range map[string]string{
		"Authorization": "Bearer secret", "X-Goog-User-Project": "payer", "X-Goog-Request-Reason": "case 7",
		"User-Agent": "kubectl-threat/test", "Accept": "application/json", "Content-Type": "",
	} {
		if got := r.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if r.URL.String() != address+"?q=a+b" {
		t.Errorf("it asked %s", r.URL)
	}
}

func TestRefusals(t *testing.T) {
	const disabled = `{"error":{"code":403,"message":"Kubernetes Engine API has not been used\nin project 7.","status":"PERMISSION_DENIED",
		"details":[{"@type":"type.googleapis.com/google.rpc.Help"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED",
		"metadata":{"service":"container.googleapis.com","consumer":"projects/retail-live-4471"}}]}}`
	page := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	tests := map[string]struct {
		answer       answer
		says, mend   string
		reason       threat.GapReason
		asked        int
		withoutTyped bool
	}{
		"expired": {
			answer: answer{code: 401, body: `{"error":{"code":401,"message":"Request had invalid credentials.","status":"UNAUTHENTICATED"}}`},
			says:   "container.googleapis.com answered 401: Request had invalid credentials.", mend: "gcloud auth login", reason: threat.Denied, asked: 1,
		},
		"the API is off": {
			answer: answer{code: 403, body: disabled},
			says:   "container.googleapis.com answered 403: Kubernetes Engine API has not been used in project 7.",
			mend:   "gcloud services enable container.googleapis.com --project retail-live-4471", reason: threat.Denied, asked: 1,
		},
		"a page": {
			answer: answer{code: 404, header: page, body: "<html>"},
			says:   "container.googleapis.com answered 404", reason: threat.Failed, asked: 1,
		},
		"broken": {
			answer: answer{code: 500, body: `{"error":{"message":"Internal error encountered.","status":"INTERNAL"}}`},
			says:   "container.googleapis.com answered 500: Internal error encountered.", reason: threat.Failed, asked: 1,
		},
		"log in to this network": {
			answer: answer{code: 302, header: http.Header{"Location": {"http://portal.example/"}}},
			says:   "container.googleapis.com answered 302", reason: threat.Failed, asked: 1,
		},
		"a page that says all is well": {
			answer: answer{code: 200, header: page, body: "<html>"},
			says:   "reading the answer of container.googleapis.com: it is text/html and no JSON: something else answered", asked: 1, withoutTyped: true,
		},
		"away for a moment, for ever": {
			answer: answer{code: 503, body: `{"error":{"message":"The service is currently unavailable.","status":"UNAVAILABLE"}}`},
			says:   "container.googleapis.com answered 503: The service is currently unavailable.", reason: threat.Failed, asked: 3,
		},
		"no answer": {
			answer: answer{err: errors.New("connection refused")},
			says:   "asking container.googleapis.com: connection refused", asked: 1, withoutTyped: true,
		},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, a := client(tt.answer)
				_, err := get(t.Context(), c)
				var refused *Error
				if err == nil || err.Error() != tt.says || errors.As(err, &refused) == tt.withoutTyped {
					t.Fatalf("it says %v, want %s", err, tt.says)
				}
				if refused != nil && (refused.Mend() != tt.mend || refused.GapReason() != tt.reason) {
					t.Errorf("mend %q, reason %s", refused.Mend(), refused.GapReason())
				}
				if len(a.asked) != tt.asked {
					t.Errorf("it asked %d times", len(a.asked))
				}
			})
		})
	}
}

func TestAgain(t *testing.T) {
	busy := answer{code: 429, header: http.Header{"Retry-After": {"3"}}}
	good := answer{code: 200, body: `{"a":"b"}`}
	tests := map[string]struct {
		list     []answer
		deadline time.Duration
		took     time.Duration
		asked    int
		fails    bool
	}{
		"busy once":                      {[]answer{busy, good}, time.Minute, 3 * time.Second, 2, false},
		"away twice":                     {[]answer{{code: 503}, {code: 502}, good}, time.Minute, 1200 * time.Millisecond, 3, false},
		"busy for longer than there is":  {[]answer{busy, good}, 2 * time.Second, 0, 1, true},
		"what fails is not worth a wait": {[]answer{{code: 500}, good}, time.Minute, 0, 1, true},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				began := time.Now()
				c, a := client(tt.list...)
				_, err := get(ctx, c)
				if (err != nil) != tt.fails || time.Since(began) != tt.took || len(a.asked) != tt.asked {
					t.Errorf("after %v and %d calls: %v", time.Since(began), len(a.asked), err)
				}
			})
		})
	}
}

func TestPost(t *testing.T) {
	c, a := client(answer{code: 503}, answer{code: 200, body: `{}`})
	synctest.Test(t, func(t *testing.T) {
		if err := c.Post(t.Context(), address, map[string]string{"filter": "x"}, &struct{}{}); err != nil {
			t.Fatal(err)
		}
	})
	for _, r := range a.asked {
		body, _ := io.ReadAll(r.Body)
		if string(body) != `{"filter":"x"}` || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("it sent %s %q as %s", r.Method, body, r.Header.Get("Content-Type"))
		}
	}
}
