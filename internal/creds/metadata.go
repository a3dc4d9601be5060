package creds

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// metadataHost is where the metadata server is, empty where nothing says that
// there is one. The library would find out by a call, which elsewhere waits for an
// address that nobody has.
func metadataHost(getenv func(string) string) string {
	if host := getenv("GCE_METADATA_HOST"); host != "" {
		return host
	}
	const fixed = "169.254.169.254" // cloud.google.com/compute/docs/metadata/overview
	product, _ := os.ReadFile("/sys/class/dmi/id/product_name")
	switch name := strings.TrimSpace(string(product)); {
	case getenv("NO_GCE_CHECK") == "true":
		return ""
	case name == "Google", name == "Google Compute Engine":
		return fixed
	case getenv("CLOUD_SHELL") == "true", getenv("GOOGLE_CLOUD_SHELL") == "true":
		return fixed
	}
	return ""
}

// metadata asks the metadata server for the token of the machine's account. In
// Cloud Shell that is the user, and the first call waits for a click on Authorize.
type metadata struct {
	ctx    context.Context //nolint:containedctx // oauth2.TokenSource takes none
	client *http.Client
	host   string
}

func (m metadata) Token() (*oauth2.Token, error) {
	address := "http://" + m.host + "/computeMetadata/v1/instance/service-accounts/default/token?" +
		url.Values{"scopes": {strings.Join(scopes(), ",")}}.Encode()
	request, err := http.NewRequestWithContext(m.ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Metadata-Flavor", "Google")
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err := ask(m.client, request, &answer); err != nil {
		return nil, fmt.Errorf("asking the metadata server %s: %w", m.host, err)
	}
	if answer.AccessToken == "" {
		return nil, errors.New("the metadata server gave no access token")
	}
	return &oauth2.Token{
		AccessToken: answer.AccessToken,
		Expiry:      time.Now().Add(time.Duration(answer.ExpiresIn) * time.Second),
	}, nil
}

// maxAnswer is in bytes; a token has some hundred.
const maxAnswer = 1 << 20

// ask makes one call and reads its JSON.
func ask(client *http.Client, request *http.Request, into any) error {
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return &answerError{code: response.StatusCode, said: said(body)}
	}
	return json.Unmarshal(body, into)
}

// answerError is an answer that holds no token.
type answerError struct {
	code int
	said string
}

func (e *answerError) Error() string { return cmp.Or(e.said, fmt.Sprintf("it answered %d", e.code)) }

// said finds the sentence in an answer of an API.
func said(body []byte) string {
	var answer struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &answer)
	return answer.Error.Message
}
