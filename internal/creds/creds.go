// Package creds finds out as whom to ask Google, and gives one access token to all
// calls of a run.
//
// It looks where Google's own tools look, in this order: an access token in the
// environment, Application Default Credentials, the account that gcloud is signed
// in with. Only the last needs a gcloud, which takes a second to answer.
package creds

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"golang.org/x/oauth2"

	"github.com/kubectl-threat/kubectl-threat/internal/gcloud"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// scopes are those that gke-gcloud-auth-plugin asks for: without the e-mail
// address GKE knows the caller by a number only.
func scopes() []string {
	return []string{
		"https://www.googleapis.com/auth/cloud-platform",
		"https://www.googleapis.com/auth/userinfo.email",
	}
}

// Options say where to look.
type Options struct {
	Getenv func(string) string
	// Config is gcloud's configuration.
	Config gcloud.Config
	// Home is the user's home folder.
	Home string
	// Impersonate is the service account to speak for, or several with commas
	// between them, each of which is delegated to by the one before; empty for none.
	Impersonate string
	// Client makes the calls for a token.
	Client *http.Client // never nil
}

// Source gives the access token. It may be used by several goroutines.
type Source struct {
	oauth2.TokenSource

	// Name says in words where the token is from, without any secret.
	Name string
	// Quota is the project that the credentials name for the quota of calls, empty
	// where they name none.
	Quota string
	// ADC tells that these are Application Default Credentials.
	ADC bool
	// Mend is the command that signs in anew.
	Mend string

	gcloud bool // gcloud impersonates by itself
}

// SignInError says that there is no access token to be had.
type SignInError struct {
	cause error
	mend  string
}

func (e *SignInError) Error() string { return "signing in to Google Cloud: " + e.cause.Error() }

func (e *SignInError) Unwrap() error { return e.cause }

// GapReason makes it a refusal.
func (e *SignInError) GapReason() threat.GapReason { return threat.Denied }

// Mend is the command that helps.
func (e *SignInError) Mend() string { return e.mend }

// errNobody says that no place holds any credentials.
var errNobody = errors.New("no access token in the environment, no Application Default Credentials, and gcloud is not installed")

const (
	logIn    = "gcloud auth login"
	logInADC = "gcloud auth application-default login"
)

// Find looks for credentials and makes a source of them. It asks no network, but
// gcloud where nothing else is there. The source lives as long as ctx.
func Find(ctx context.Context, o Options) (*Source, error) {
	base := o.Client.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	calls := &calls{ctx: ctx, base: base}
	o.Client = &http.Client{Transport: calls}
	s, err := find(ctx, o, &http.Client{Transport: direct{calls}})
	if err != nil {
		return nil, err
	}
	if o.Impersonate != "" && !s.gcloud {
		s.TokenSource = impersonation{ctx: ctx, client: o.Client, as: s.TokenSource, chain: strings.Split(o.Impersonate, ",")}
		s.Name = o.Impersonate + ", by " + s.Name
	}
	s.TokenSource = oauth2.ReuseTokenSource(nil, &explained{TokenSource: s.TokenSource, calls: calls, mend: s.Mend})
	return s, nil
}

func find(ctx context.Context, o Options, machine *http.Client) (*Source, error) {
	if s, err := fromEnvironment(o); s != nil || err != nil {
		return s, err
	}
	if s, err := fromFile(ctx, o); s != nil || err != nil {
		return s, err
	}
	if host := metadataHost(o.Getenv); host != "" {
		return &Source{
			TokenSource: metadata{ctx: ctx, client: machine, host: host},
			Name:        "the account of this machine", Mend: logInADC, ADC: true,
		}, nil
	}
	return fromGcloud(ctx, o)
}

// fromEnvironment takes the token that the user hands over, which gcloud would
// take before all else.
func fromEnvironment(o Options) (*Source, error) {
	const printed = "gcloud auth print-access-token"
	if token := o.Config.Get("auth/access_token"); token != "" {
		return &Source{
			TokenSource: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}), Name: "the access token in CLOUDSDK_AUTH_ACCESS_TOKEN",
			Mend: `export CLOUDSDK_AUTH_ACCESS_TOKEN="$(` + printed + `)"`,
		}, nil
	}
	path := o.Config.Get("auth/access_token_file")
	if path == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	mend := printed + " > " + path
	content, err := os.ReadFile(path) //nolint:gosec // the user names the file
	if err == nil && strings.TrimSpace(string(content)) == "" {
		err = fmt.Errorf("reading %s: the file is empty", path)
	}
	if err != nil {
		return nil, &SignInError{err, mend}
	}
	return &Source{
		TokenSource: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: strings.TrimSpace(string(content))}),
		Name:        "the access token in " + path, Mend: mend,
	}, nil
}

func fromGcloud(ctx context.Context, o Options) (*Source, error) {
	token, err := gcloud.AccountToken(ctx, o.Impersonate)
	switch {
	case errors.Is(err, gcloud.ErrNotInstalled):
		return nil, &SignInError{errNobody, logInADC}
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &SignInError{err, logIn}
	}
	return &Source{
		TokenSource: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token.AccessToken, Expiry: token.Expiry}),
		Name:        "gcloud's account " + cmp.Or(o.Impersonate, o.Config.Get("core/account")),
		Mend:        logIn, gcloud: true,
	}, nil
}
