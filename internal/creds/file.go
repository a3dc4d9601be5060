package creds

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
)

// fromFile reads Application Default Credentials: from the file that
// GOOGLE_APPLICATION_CREDENTIALS names, else from where gcloud puts them
// (cloud.google.com/docs/authentication/application-default-credentials). The
// library would look in the second place too, but not in CLOUDSDK_CONFIG, which
// Cloud Shell sets.
func fromFile(ctx context.Context, o Options) (*Source, error) {
	path := o.Getenv("GOOGLE_APPLICATION_CREDENTIALS")
	named := path != ""
	if !named {
		path = filepath.Join(o.Config.Folder(), "application_default_credentials.json")
	}
	content, err := os.ReadFile(path) //nolint:gosec // the user names the file
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, nil //nolint:nilnil // there are none, and that is no error
	}
	if err != nil {
		return nil, &SignInError{err, logInADC}
	}
	s, err := fromJSON(context.WithValue(ctx, oauth2.HTTPClient, o.Client), content)
	if err != nil {
		return nil, &SignInError{fmt.Errorf("reading %s: %w", path, err), logInADC}
	}
	s.Name = "the Application Default Credentials in " + path
	if quota := o.Getenv("GOOGLE_CLOUD_QUOTA_PROJECT"); quota != "" {
		s.Quota = quota
	}
	return s, nil
}

// fromJSON makes a source of a file's content.
func fromJSON(ctx context.Context, content []byte) (*Source, error) {
	var head struct {
		Type  google.CredentialsType `json:"type"`
		Quota string                 `json:"quota_project_id"`
	}
	if err := json.Unmarshal(content, &head); err != nil {
		return nil, err
	}
	known := []google.CredentialsType{
		google.AuthorizedUser, google.ServiceAccount, google.ExternalAccount,
		google.ExternalAccountAuthorizedUser, google.ImpersonatedServiceAccount,
	}
	if !slices.Contains(known, head.Type) {
		return nil, fmt.Errorf("unknown type of credentials %q", head.Type)
	}
	found, err := google.CredentialsFromJSONWithType(ctx, content, head.Type, scopes()...)
	if err != nil {
		return nil, err
	}
	mend := logInADC
	if head.Type != google.AuthorizedUser {
		mend = "check the file that GOOGLE_APPLICATION_CREDENTIALS names, or unset it and run " + logInADC
	}
	return &Source{TokenSource: found.TokenSource, Quota: head.Quota, ADC: true, Mend: mend}, nil
}
