package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const code = `package safe

// Escape hides a bell.
func Escape(c byte) string {
	if c == 7 {
		return "bell"
	}
	return string(rune(c))
}
`

const tests = `package safe

import "testing"

func TestEscape(t *testing.T) {
	t.Run("the bell", func(t *testing.T) {
		if got := Escape(7); got != "bell" {
			t.Errorf("got %q", got)
		}
	})
}

func TestPlain(t *testing.T) {
	if got := Escape('a'); got != "a" {
		t.Errorf("got %q", got)
	}
}

func TestRed(t *testing.T) { t.Error("always") }
`

func TestRun(t *testing.T) {
	tests := map[string]struct {
		mutation string
		want     string // part of what is said
		wantErr  bool
	}{
		"a test that notices": {
			mutation: `{name: no bell, file: safe/safe.go, old: c == 7, new: c == 8, test: TestEscape}`,
			want:     "red   no bell (TestEscape, ",
		},
		"a subtest that notices": {
			mutation: `{name: no bell, file: safe/safe.go, old: c == 7, new: c == 8, test: TestEscape/the_bell}`,
			want:     "red   no bell (TestEscape/the_bell, ",
		},
		"a panic is noticed": {
			mutation: `{name: panics, file: safe/safe.go, old: 'return "bell"', new: 'panic("bell")', test: TestEscape}`,
			want:     "red   panics (TestEscape, ",
		},
		"a test that does not notice": {
			mutation: `{name: no bell, file: safe/safe.go, old: c == 7, new: c == 8, test: TestPlain}`,
			want:     "WRONG no bell: TestPlain stayed green", wantErr: true,
		},
		"the old text is not there": {
			mutation: `{name: gone, file: safe/safe.go, old: c == 9, new: c == 8, test: TestEscape}`,
			want:     "WRONG gone: safe/safe.go holds the old text 0 times", wantErr: true,
		},
		"the old text is there twice": {
			mutation: `{name: twice, file: safe/safe.go, old: return, new: panic, test: TestEscape}`,
			want:     "WRONG twice: safe/safe.go holds the old text 2 times", wantErr: true,
		},
		"no such file": {
			mutation: `{name: no file, file: safe/gone.go, old: c == 7, new: c == 8, test: TestEscape}`,
			want:     "no such file", wantErr: true,
		},
		"the new text does not compile": {
			mutation: `{name: noise, file: safe/safe.go, old: c == 7, new: c = 7, test: TestEscape}`,
			want:     "WRONG noise: TestEscape did not fail by itself", wantErr: true,
		},
		"no such test": {
			mutation: `{name: no test, file: safe/safe.go, old: c == 7, new: c == 8, test: TestGone}`,
			want:     "WRONG no test: TestGone: no such test", wantErr: true,
		},
		"no such subtest": {
			mutation: `{name: no test, file: safe/safe.go, old: c == 7, new: c == 8, test: TestEscape/gone}`,
			want:     "WRONG no test: TestEscape/gone: no such test", wantErr: true,
		},
		"a test that is red anyway": {
			mutation: `{name: red, file: safe/safe.go, old: c == 7, new: c == 8, test: TestRed}`,
			want:     "WRONG red: TestRed does not pass unbroken", wantErr: true,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := module(t)
			var out bytes.Buffer
			err := run(t.Context(), root, write(t, root, "list.yaml", "- "+tt.mutation), &out)
			if (err != nil) != tt.wantErr {
				t.Errorf("got error %v, want one: %v", err, tt.wantErr)
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("got %q, want %q in it", out.String(), tt.want)
			}
			text, err := os.ReadFile(filepath.Join(root, "safe", "safe.go"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(code, string(text)); diff != "" {
				t.Errorf("the tree was written to: -want +got:\n%s", diff)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	tests := map[string]struct {
		list, wantErr string
	}{
		"none":           {"[]", "holds none"},
		"no test":        {"[{name: a, file: a.go, old: a, new: b}]", "name, file and test must be there"},
		"no change":      {"[{name: a, file: a.go, old: a, new: a, test: TestA}]", "differ from new"},
		"outside":        {"[{name: a, file: ../a.go, old: a, new: b, test: TestA}]", "not in the tree"},
		"a mistyped key": {"[{name: a, flie: a.go, old: a, new: b, test: TestA}]", `unknown field "flie"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := load(write(t, t.TempDir(), "list.yaml", tt.list))
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("got error %v, want one with %q", err, tt.wantErr)
			}
		})
	}
}

func TestOurListLoads(t *testing.T) {
	if _, err := load("mutations.yaml"); err != nil {
		t.Error(err)
	}
}

// module lays out a small module of its own and returns its folder.
func module(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, "go.mod", "module example.com/safe\n\ngo 1.26\n")
	write(t, root, "safe/safe.go", code)
	write(t, root, "safe/safe_test.go", tests)
	return root
}

func write(t *testing.T, root, name, text string) string {
	t.Helper()
	file := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
