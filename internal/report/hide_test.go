package report_test

import (
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func TestEnvironmentIsHiddenByName(t *testing.T) {
	tests := map[string]struct {
		name, value string
		shown       bool
	}{
		"path":                       {"PATH", "/bin", true},
		"preload":                    {"LD_PRELOAD", "/tmp/x.so", true},
		"history":                    {"HISTFILE", "/dev/null", true},
		"proxy":                      {"https_proxy", "http://proxy.example:3128", true},
		"proxy with a password":      {"HTTPS_PROXY", "http://me:secret@proxy.example", false},
		"password":                   {"DB_PASSWORD", "secret", false},
		"unknown":                    {"FOO", "bar", false},
		"name that only starts well": {"PATH_TOKEN", "secret", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := threat.Finding{Processes: []threat.ClaimedProcess{{Env: []threat.EnvVariable{{Name: text(tt.name), Value: text(tt.value)}}}}}
			got := build(f, zonal(), threat.Evidence{}).Finding.Processes[0].Env[0]
			if shown := got.Redacted == nil && got.Value.Raw() == tt.value; shown != tt.shown {
				t.Errorf("shown is %v, want %v", shown, tt.shown)
			}
			if !tt.shown && (got.Redacted == nil || got.Redacted.Length != len(tt.value) || len(got.Redacted.Hash) != 4) {
				t.Errorf("the mark is %v", got.Redacted)
			}
			if f.Processes[0].Env[0].Value.Raw() != tt.value {
				t.Error("the finding itself was changed")
			}
		})
	}
}

func TestTokensInArgumentsAreHidden(t *testing.T) {
	secrets := map[string]string{
		"json web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
		"google token":   "ya29.a0AfH6SMBxxxxxxxxxxxxxxxxxxxxxxx",
		"api key":        "AIza" + strings.Repeat("a", 35),
	}
	for name, secret := range secrets {
		for _, arg := range []string{secret, "Authorization: Bearer " + secret, "--token=" + secret} {
			if got := argument(arg); strings.Contains(got, secret) || !strings.Contains(got, "‹hidden ") {
				t.Errorf("%s: %q became %q", name, arg, got)
			}
		}
	}
	for in, secret := range map[string]string{"--password=hunter2": "hunter2", "curl -H 'Authorization: Bearer abcdefgh12345'": "abcdefgh12345", "https://x.example/?api_key=k1k2": "k1k2"} {
		if got := argument(in); strings.Contains(got, secret) {
			t.Errorf("%q became %q", in, got)
		}
	}
	for _, plain := range []string{"bash", "-c", "id; uname -a", "--tokenizer=fast", "/usr/bin/passwd"} {
		if got := argument(plain); got != plain {
			t.Errorf("%q became %q", plain, got)
		}
	}
	pair := threat.Finding{Processes: []threat.ClaimedProcess{{
		Args: untrusted.All([]string{"mysql", "--password", "hunter2", "--token", "--fast"}), Script: threat.File{Contents: text("curl -u x --token=abc")},
	}}}
	shown := build(pair, zonal(), threat.Evidence{}).Finding.Processes[0]
	if strings.Contains(shown.Args[2].Raw(), "hunter2") || shown.Args[4].Raw() != "--fast" || strings.Contains(shown.Script.Contents.Raw(), "abc") {
		t.Errorf("%v, %v", shown.Args, shown.Script.Contents)
	}
	if argument("--token=a b=1") != strings.Replace(argument("--token=a"), "›", "› b=1", 1) || argument("--token=a") == argument("--token=b") {
		t.Error("equal secrets must stay equal, different ones different")
	}
}

// argument is what becomes of one argument, in the finding and live alike.
func argument(arg string) string {
	f := threat.Finding{Processes: []threat.ClaimedProcess{{Args: []untrusted.Text{text(arg)}}}}
	look := threat.Look{Processes: []threat.Process{{PID: 9, Args: []untrusted.Text{text(arg)}}}}
	r := build(f, zonal(), threat.Evidence{Look: threat.Answer(look)})
	if r.Live.Processes[0].Args[0] != r.Finding.Processes[0].Args[0] {
		return "the live argument differs"
	}
	return r.Finding.Processes[0].Args[0].Raw()
}
