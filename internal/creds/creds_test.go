package creds

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/gcloud"
	"github.com/kubectl-threat/kubectl-threat/test/google"
)

const (
	analyst = "analyst@retail-live-4471.example"
	robot   = "triage@retail-live-4471.iam.gserviceaccount.com"
	deputy  = "deputy@retail-live-4471.iam.gserviceaccount.com"
)

// machine is one with its own home, and with the variables that are set.
type machine struct {
	*google.Server

	home string
	env  map[string]string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	s, err := google.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if refused := s.Refused(); len(refused) > 0 {
			t.Errorf("asked what Google does not know: %q", refused)
		}
	})
	t.Setenv("PATH", t.TempDir()) // without any gcloud
	return &machine{Server: s, home: t.TempDir(), env: map[string]string{"NO_GCE_CHECK": "true"}}
}

func (m *machine) getenv(name string) string { return m.env[name] }

func (m *machine) find(t *testing.T, impersonate string) (*Source, error) {
	t.Helper()
	return Find(t.Context(), Options{
		Getenv: m.getenv, Config: gcloud.Load(m.getenv, m.home), Client: m.Client(), Impersonate: impersonate,
	})
}

func (m *machine) file(t *testing.T, write func(string) (string, error), account string) string {
	t.Helper()
	path, err := write(account)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// adc puts a file where gcloud puts Application Default Credentials.
func (m *machine) adc(t *testing.T, path string) {
	t.Helper()
	folder := filepath.Join(m.home, ".config", "gcloud")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, filepath.Join(folder, "application_default_credentials.json")); err != nil {
		t.Fatal(err)
	}
}

// gcloud installs a program that answers as gcloud config config-helper does.
func (m *machine) gcloud(t *testing.T, script string) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "gcloud"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":/usr/bin:/bin")
}

func TestWhose(t *testing.T) {
	tests := map[string]struct {
		set  func(*testing.T, *machine)
		as   string // to impersonate
		want string // the account
		name string // part of what the source is called
		asks int    // calls of the APIs for two tokens
	}{
		"a token in the environment": {
			set:  func(_ *testing.T, m *machine) { m.env["CLOUDSDK_AUTH_ACCESS_TOKEN"] = m.Token(analyst) },
			want: analyst, name: "CLOUDSDK_AUTH_ACCESS_TOKEN",
		},
		"a token in a file, before all others": {
			set: func(t *testing.T, m *machine) {
				path := filepath.Join(m.home, "token")
				if err := os.WriteFile(path, []byte(m.Token(analyst)+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				m.env["CLOUDSDK_AUTH_ACCESS_TOKEN_FILE"] = path
				m.adc(t, m.file(t, m.UserFile, "other@retail-live-4471.example"))
			},
			want: analyst, name: "token in",
		},
		"a user": {
			set:  func(t *testing.T, m *machine) { m.adc(t, m.file(t, m.UserFile, analyst)) },
			want: analyst, name: "application_default_credentials.json", asks: 1,
		},
		"a service account": {
			set: func(t *testing.T, m *machine) {
				m.env["GOOGLE_APPLICATION_CREDENTIALS"] = m.file(t, m.ServiceAccountFile, robot)
				m.adc(t, m.file(t, m.UserFile, analyst))
			},
			want: robot, name: "service-account-", asks: 1,
		},
		"an external account": {
			set: func(t *testing.T, m *machine) {
				m.env["GOOGLE_APPLICATION_CREDENTIALS"] = m.file(t, m.ExternalFile, robot)
			},
			want: robot, name: "external-", asks: 1,
		},
		"the machine's": {
			set: func(_ *testing.T, m *machine) {
				m.Machine(robot)
				m.env["GCE_METADATA_HOST"] = m.MetadataHost()
			},
			want: robot, name: "this machine",
		},
		"gcloud's": {
			set: func(t *testing.T, m *machine) {
				m.gcloud(t, `[ "$*" = "config config-helper --format=json --quiet" ] || exit 3
echo '{"credential": {"access_token": "`+m.Token(analyst)+`", "token_expiry": "2100-01-01T00:00:00Z"}}'`)
			},
			want: analyst, name: "gcloud's account",
		},
		"gcloud's, which impersonates": {
			set: func(t *testing.T, m *machine) {
				m.gcloud(t, `[ "$*" = "config config-helper --format=json --quiet --impersonate-service-account=`+robot+`" ] || exit 3
echo '{"credential": {"access_token": "`+m.Token(robot)+`", "token_expiry": null}}'`)
			},
			as: robot, want: robot, name: robot,
		},
		"impersonated": {
			set: func(t *testing.T, m *machine) {
				m.adc(t, m.file(t, m.UserFile, analyst))
				m.LetImpersonate(analyst, robot)
			},
			as: robot, want: robot, name: robot + ", by the Application", asks: 2,
		},
		"impersonated by a deputy": {
			set: func(_ *testing.T, m *machine) {
				m.env["CLOUDSDK_AUTH_ACCESS_TOKEN"] = m.Token(analyst)
				m.LetImpersonate(analyst, deputy)
				m.LetImpersonate(deputy, robot)
			},
			as: deputy + "," + robot, want: robot, name: robot, asks: 1,
		},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			m := newMachine(t)
			tt.set(t, m)
			source, err := m.find(t, tt.as)
			if err != nil {
				t.Fatal(err)
			}
			first, err := source.Token()
			if err != nil {
				t.Fatal(err)
			}
			second, err := source.Token()
			if err != nil || first.AccessToken != second.AccessToken {
				t.Errorf("the second token is another one, %v", err)
			}
			if got := m.Account(first.AccessToken); got != tt.want {
				t.Errorf("the token is %q's, want %q", got, tt.want)
			}
			if !strings.Contains(source.Name, tt.name) || strings.Contains(source.Name, first.AccessToken) {
				t.Errorf("the source is called %q", source.Name)
			}
			if got := m.Requests(); len(got) != tt.asks {
				t.Errorf("it asked %v", got)
			}
		})
	}
}

func TestQuotaProject(t *testing.T) {
	m := newMachine(t)
	path := filepath.Join(m.home, "adc.json")
	content := `{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c","quota_project_id":"shared-quota"}`
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	m.env["GOOGLE_APPLICATION_CREDENTIALS"] = path
	for want, variable := range map[string]string{"shared-quota": "", "another": "another"} {
		m.env["GOOGLE_CLOUD_QUOTA_PROJECT"] = variable
		source, err := m.find(t, "")
		if err != nil || source.Quota != want || !source.ADC {
			t.Errorf("the quota project is %+v, want %s, %v", source, want, err)
		}
	}
}
