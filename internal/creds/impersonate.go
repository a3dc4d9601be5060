package creds

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// impersonation speaks for a service account
// (cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken).
type impersonation struct {
	ctx    context.Context //nolint:containedctx // oauth2.TokenSource takes none
	client *http.Client
	as     oauth2.TokenSource
	chain  []string // the last is the one to speak for
}

func (i impersonation) Token() (*oauth2.Token, error) {
	own, err := i.as.Token()
	if err != nil {
		return nil, err
	}
	last := len(i.chain) - 1
	body := struct {
		Scope     []string `json:"scope"`
		Lifetime  string   `json:"lifetime"`
		Delegates []string `json:"delegates,omitempty"`
	}{Scope: scopes(), Lifetime: "3600s"}
	for _, delegate := range i.chain[:last] {
		body.Delegates = append(body.Delegates, "projects/-/serviceAccounts/"+delegate)
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	address := "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/" + url.PathEscape(i.chain[last]) + ":generateAccessToken"
	request, err := http.NewRequestWithContext(i.ctx, http.MethodPost, address, bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	own.SetAuthHeader(request)
	var answer struct {
		AccessToken string    `json:"accessToken"`
		ExpireTime  time.Time `json:"expireTime"`
	}
	if err := ask(i.client, request, &answer); err != nil {
		return nil, i.explain(err)
	}
	return &oauth2.Token{AccessToken: answer.AccessToken, Expiry: answer.ExpireTime}, nil
}

// explain says what is missing where IAM refuses.
func (i impersonation) explain(err error) error {
	account := i.chain[len(i.chain)-1]
	wrapped := fmt.Errorf("impersonating %s: %w", account, err)
	var answer *answerError
	if errors.As(err, &answer) && (answer.code == http.StatusForbidden || answer.code == http.StatusNotFound) {
		return &SignInError{wrapped, "gcloud iam service-accounts add-iam-policy-binding " + account +
			" --member=user:YOU --role=roles/iam.serviceAccountTokenCreator"}
	}
	return wrapped
}
