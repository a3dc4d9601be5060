// Package googleapi makes calls to Google's REST APIs: each with the one access
// token of the run, with what the user wants to be said beside it, and with an
// error that says in one line what came back.
//
// It is net/http and nothing more: google.golang.org/api adds 4.4 MB and 2 ms to
// each start, and drops the fields that are newer than it.
package googleapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// Client makes calls as one user.
type Client struct {
	HTTP   *http.Client
	Tokens oauth2.TokenSource
	// UserProject is the project to charge for the calls, empty for the one that
	// owns what is asked about.
	UserProject string
	// Reason is kept in the audit logs of those asked.
	Reason    string
	UserAgent string
	// SignIn is the command that gets a new access token where this one is refused.
	SignIn string
}

// maxAnswer is in bytes: a page of a hundred clusters has about 2 MB.
const maxAnswer = 64 << 20

// Get asks for what is at an address and reads its JSON.
func (c *Client) Get(ctx context.Context, address string, query url.Values, into any) error {
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return c.call(ctx, http.MethodGet, address, nil, into)
}

// Post sends a body as JSON and reads the JSON of the answer. It must be a
// question too: it is asked again where the server was busy.
func (c *Client) Post(ctx context.Context, address string, body, into any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, address, encoded, into)
}

// call asks, and asks again where the answer says that this helps.
func (c *Client) call(ctx context.Context, method, address string, body []byte, into any) error {
	for attempt := 1; ; attempt++ {
		err := c.once(ctx, method, address, body, into)
		wait, again := retryAfter(err, attempt)
		if !again || !sleep(ctx, wait) {
			return err
		}
	}
}

func (c *Client) once(ctx context.Context, method, address string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if err := c.dress(request); err != nil {
		return err
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return unreachable(ctx, request.URL.Host, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return unreachable(ctx, request.URL.Host, err)
	}
	if response.StatusCode/100 != 2 {
		return c.refused(response, answer)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("reading the answer of %s: %w", request.URL.Host, notJSON(response, err))
	}
	return nil
}

// dress adds what every call carries.
func (c *Client) dress(request *http.Request) error {
	token, err := c.Tokens.Token()
	if err != nil {
		return err
	}
	token.SetAuthHeader(request)
	set := func(header, value string) {
		if value != "" {
			request.Header.Set(header, value)
		}
	}
	set("Accept", "application/json")
	set("User-Agent", c.UserAgent)
	set("X-Goog-User-Project", c.UserProject)
	set("X-Goog-Request-Reason", c.Reason)
	if request.ContentLength > 0 {
		set("Content-Type", "application/json")
	}
	return nil
}

// notJSON says what an answer is instead, such as the page of a proxy.
func notJSON(response *http.Response, err error) error {
	kind, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
	if strings.HasSuffix(kind, "json") {
		return err
	}
	return fmt.Errorf("it is %s and no JSON: something else answered", cmp.Or(kind, "of no type"))
}
