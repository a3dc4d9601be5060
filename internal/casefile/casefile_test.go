package casefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/casefile"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func aCase(saved time.Time) casefile.Case {
	return casefile.Case{
		Saved: saved, Name: untrusted.From("organizations/1/sources/2/findings/a\x1b[2J"),
		Category: untrusted.From("Reverse Shell"), ID: "a", Input: []byte("{}\xff"),
	}
}

func TestCaseIsKeptPerTerminal(t *testing.T) {
	folder, now := casefile.Folder(filepath.Join(t.TempDir(), "state", "cases")), time.Now().UTC()
	want := aCase(now)
	if err := folder.Save("one", want); err != nil {
		t.Fatal(err)
	}
	got, err := folder.Load("one", now.Add(casefile.Lifetime))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b untrusted.Text) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if _, err := folder.Load("two", now); !errors.Is(err, casefile.ErrNone) {
		t.Errorf("another terminal: %v", err)
	}
	entries, err := os.ReadDir(string(folder))
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v: want one file and nothing beside it", entries, err)
	}
	info, err := entries[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestCaseEnds(t *testing.T) {
	now := time.Now()
	tests := map[string]time.Time{
		"after its lifetime":     now.Add(-casefile.Lifetime - time.Second),
		"when the clock was set": now.Add(time.Hour),
	}
	for name, saved := range tests {
		t.Run(name, func(t *testing.T) {
			folder := casefile.Folder(t.TempDir())
			if err := folder.Save("one", aCase(saved)); err != nil {
				t.Fatal(err)
			}
			if _, err := folder.Load("one", now); !errors.Is(err, casefile.ErrNone) {
				t.Errorf("Load: %v", err)
			}
		})
	}
}

func TestSweepRemovesWhatEnded(t *testing.T) {
	folder, now := casefile.Folder(t.TempDir()), time.Now()
	for _, terminal := range []string{"old", "new"} {
		if err := folder.Save(terminal, aCase(now)); err != nil {
			t.Fatal(err)
		}
		if terminal == "old" {
			age(t, string(folder), now.Add(-9*time.Hour))
		}
	}
	folder.Sweep(now)
	if _, err := folder.Load("new", now); err != nil {
		t.Errorf("the new one: %v", err)
	}
	if entries, _ := os.ReadDir(string(folder)); len(entries) != 1 {
		t.Errorf("%v: want the new one alone", entries)
	}
}

func age(t *testing.T, folder string, to time.Time) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		if err := os.Chtimes(file, to, to); err != nil {
			t.Fatal(err)
		}
	}
}

// A case that can't be read must not pass for none: the user would be told to
// name a finding, and never learn why.
func TestDamagedCaseIsNoMissingOne(t *testing.T) {
	folder := casefile.Folder(t.TempDir())
	if err := folder.Save("one", aCase(time.Now())); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(string(folder), "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte(`{"saved":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Load("one", time.Now()); err == nil || errors.Is(err, casefile.ErrNone) {
		t.Errorf("Load: %v", err)
	}
}

// The former case must go, or the next command would work on another finding.
func TestLongInputEndsTheFormerCase(t *testing.T) {
	folder := casefile.Folder(t.TempDir())
	if err := folder.Save("one", aCase(time.Now())); err != nil {
		t.Fatal(err)
	}
	long := aCase(time.Now())
	long.Input = []byte(strings.Repeat("x", casefile.MaxInput+1))
	if err := folder.Save("one", long); !errors.Is(err, casefile.ErrTooLong) {
		t.Errorf("Save: %v", err)
	}
	if _, err := folder.Load("one", time.Now()); !errors.Is(err, casefile.ErrNone) {
		t.Errorf("Load: %v", err)
	}
}

func TestNoStreamIsNoTerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if name, ok := casefile.Terminal(null); ok {
		t.Errorf("%s is a terminal: %q", os.DevNull, name)
	}
}
