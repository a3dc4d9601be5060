package creds

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/gcloud"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/test/google"
)

func TestNotSignedIn(t *testing.T) {
	user := func(t *testing.T, m *machine) { m.adc(t, m.file(t, m.UserFile, analyst)) }
	tests := map[string]struct {
		set  func(*testing.T, *machine)
		as   string
		says string // the whole line, but for folders
		mend string // how it begins
		asks int
	}{
		"nowhere": {
			set:  func(*testing.T, *machine) {},
			says: "signing in to Google Cloud: no access token in the environment, no Application Default Credentials, and gcloud is not installed",
			mend: "gcloud auth application-default login",
		},
		"revoked": {
			set: func(t *testing.T, m *machine) {
				user(t, m)
				m.Revoke(analyst)
			},
			says: "signing in to Google Cloud: invalid_grant: Token has been expired or revoked.",
			mend: "gcloud auth application-default login", asks: 1,
		},
		"a key that was deleted": {
			set: func(t *testing.T, m *machine) {
				m.env["GOOGLE_APPLICATION_CREDENTIALS"] = m.file(t, m.ServiceAccountFile, robot)
				m.Revoke(robot)
			},
			says: "signing in to Google Cloud: invalid_grant: Invalid grant: account not found",
			mend: "check the file", asks: 1,
		},
		"a page in place of an answer": {
			set: func(t *testing.T, m *machine) {
				user(t, m)
				m.Fail(google.Fault{Host: "oauth2.googleapis.com", Status: 403, Body: "<html>\n<b>Denied\n"})
			},
			says: "signing in to Google Cloud: the token endpoint answered 403 Forbidden",
			mend: "gcloud auth application-default login", asks: 1,
		},
		"no file": {
			set:  func(_ *testing.T, m *machine) { m.env["GOOGLE_APPLICATION_CREDENTIALS"] = "/missing.json" },
			says: "signing in to Google Cloud: open /missing.json: no such file or directory",
			mend: "gcloud auth application-default login",
		},
		"an empty token file": {
			set:  func(_ *testing.T, m *machine) { m.env["CLOUDSDK_AUTH_ACCESS_TOKEN_FILE"] = os.DevNull },
			says: "signing in to Google Cloud: reading /dev/null: the file is empty",
			mend: "gcloud auth print-access-token > /dev/null",
		},
		"gcloud has no account": {
			set: func(t *testing.T, m *machine) {
				m.gcloud(t, `printf 'WARNING: old\nERROR: (gcloud.config.config-helper) You do not currently have an active account selected.\nPlease run:\n\n  $ gcloud auth login\n' >&2
exit 1`)
			},
			says: "signing in to Google Cloud: gcloud: You do not currently have an active account selected.",
			mend: "gcloud auth login",
		},
		"may not impersonate": {
			set: user, as: robot,
			says: "signing in to Google Cloud: impersonating " + robot +
				": Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
			mend: "gcloud iam service-accounts add-iam-policy-binding " + robot, asks: 2,
		},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			m := newMachine(t)
			tt.set(t, m)
			source, err := m.find(t, tt.as)
			for range 2 { // who was refused is not asked again
				if source != nil {
					_, err = source.Token()
				}
			}
			var refused *SignInError
			if !errors.As(err, &refused) || gather.Reason(err) != threat.Denied {
				t.Fatalf("it says %v", err)
			}
			if got := strings.ReplaceAll(err.Error(), m.home, ""); got != tt.says {
				t.Errorf("it says\n%s\nwant\n%s", got, tt.says)
			}
			if !strings.HasPrefix(refused.Mend(), tt.mend) {
				t.Errorf("the mend is %q", refused.Mend())
			}
			if got := m.Requests(); len(got) != tt.asks {
				t.Errorf("it asked %v", got)
			}
		})
	}
}

// TestNetworkAway: who can't be asked has refused nothing, whatever the library
// makes of it.
func TestNetworkAway(t *testing.T) {
	for what, write := range map[string]func(*machine) func(string) (string, error){
		"user":            func(m *machine) func(string) (string, error) { return m.UserFile },
		"service account": func(m *machine) func(string) (string, error) { return m.ServiceAccountFile },
		"external":        func(m *machine) func(string) (string, error) { return m.ExternalFile },
	} {
		t.Run(what, func(t *testing.T) {
			m := newMachine(t)
			m.env["GOOGLE_APPLICATION_CREDENTIALS"] = m.file(t, write(m), robot)
			source, err := Find(t.Context(), Options{
				Getenv: m.getenv, Config: gcloud.Load(m.getenv, m.home), Client: &http.Client{Transport: away{}},
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = source.Token()
			var refused *SignInError
			if errors.As(err, &refused) || err == nil || err.Error() != "asking for an access token: no route to host" {
				t.Errorf("it says %v", err)
			}
		})
	}
}

type away struct{}

func (away) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no route to host")
}
