package exec

import (
	"errors"
	"strings"
	"testing"
)

func TestRunChecksBeforeItAsks(t *testing.T) {
	fine := Command{Argv: []string{"ls"}}
	tests := map[string]struct {
		in      Container
		command Command
		want    string
	}{
		"namespace with a path": {
			in: Container{Namespace: "a/../b", Pod: "p", Name: "c"}, command: fine,
			want: `namespace name "a/../b"`,
		},
		"pod with a query":      {in: Container{Namespace: "n", Pod: "p?x=y", Name: "c"}, command: fine, want: `pod name "p?x=y"`},
		"container with escape": {in: Container{Namespace: "n", Pod: "p", Name: "\x1b[2J"}, command: fine, want: `container name "\x1b[2J"`},
		"no container":          {in: Container{Namespace: "n", Pod: "p"}, command: fine, want: `container name ""`},
		"long name": {
			in: Container{Namespace: strings.Repeat("n", 64), Pod: "p", Name: "c"}, command: fine,
			want: "must be no more than 63 characters",
		},
		"no argv":       {in: web(), want: "no program to run"},
		"no program":    {in: web(), command: Command{Argv: []string{"", "x"}}, want: "no program to run"},
		"NUL":           {in: web(), command: Command{Argv: []string{"ls", "a\x00b"}}, want: "argument 1 holds a NUL byte"},
		"negative time": {in: web(), command: Command{Argv: []string{"ls"}, Limits: Limits{Timeout: -1}}, want: "negative limit"},
		"negative size": {in: web(), command: Command{Argv: []string{"ls"}, Limits: Limits{Stdout: -1}}, want: "negative limit"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server, pod := serve(t, false, func(process) error { return nil })
			got, err := pod.Run(t.Context(), test.in, test.command)
			if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\x00\x1b") {
				t.Errorf("error %q is not fit to be printed", err)
			}
			if got.ExitCode != Unknown {
				t.Errorf("exit code %d of a command that was not run", got.ExitCode)
			}
			if asked := server.requests(); len(asked) > 0 {
				t.Errorf("requests %q were made nevertheless", asked)
			}
		})
	}
}

func TestLimitsOrDefaults(t *testing.T) {
	want := Limits{Stdout: DefaultStdout, Stderr: DefaultStderr, Timeout: DefaultTimeout}
	if got := (Limits{}).orDefaults(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	want = Limits{Stdout: 1, Stderr: 2, Timeout: 3}
	if got := want.orDefaults(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
