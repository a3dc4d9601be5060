package gcloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// ErrNotInstalled says that there is no gcloud on the PATH.
var ErrNotInstalled = errors.New("gcloud is not installed")

// Token is an access token of gcloud's.
type Token struct {
	AccessToken string
	Expiry      time.Time // zero where gcloud does not know
}

// AccountToken asks gcloud for a token of its active account, or of the service
// account that it is to impersonate. It takes about a second.
func AccountToken(ctx context.Context, impersonate string) (Token, error) {
	path, err := exec.LookPath("gcloud")
	if err != nil {
		return Token{}, ErrNotInstalled
	}
	args := []string{"config", "config-helper", "--format=json", "--quiet"}
	if impersonate != "" {
		args = append(args, "--impersonate-service-account="+impersonate)
	}
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...) //nolint:gosec // no shell reads it
	cmd.Stdout, cmd.Stderr = &out, &complaint
	cmd.WaitDelay = time.Second // a child of gcloud may hold the pipes
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return Token{}, ctx.Err()
		}
		return Token{}, fmt.Errorf("gcloud: %s", sentence(complaint.String(), err))
	}
	return token(out.Bytes())
}

// token reads what config-helper prints for the auth plugin.
func token(answer []byte) (Token, error) {
	var helper struct {
		Credential struct {
			AccessToken string    `json:"access_token"`
			Expiry      time.Time `json:"token_expiry"`
		} `json:"credential"`
	}
	if err := json.Unmarshal(answer, &helper); err != nil {
		return Token{}, fmt.Errorf("reading the answer of gcloud config config-helper: %w", err)
	}
	if helper.Credential.AccessToken == "" {
		return Token{}, errors.New("gcloud config config-helper gave no access token")
	}
	return Token{helper.Credential.AccessToken, helper.Credential.Expiry}, nil
}

// sentence finds what gcloud complains about among what it prints around it.
func sentence(complaint string, otherwise error) string {
	for line := range strings.Lines(complaint) {
		if _, said, ok := strings.Cut(line, "ERROR: "); ok {
			_, after, ok := strings.Cut(said, ") ")
			if ok {
				said = after
			}
			return strings.TrimSpace(said)
		}
	}
	return otherwise.Error()
}
