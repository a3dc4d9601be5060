//go:build linux

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRestoreBringsBackWhatWasNoted(t *testing.T) {
	root := t.TempDir()
	ours, used := filepath.Join(root, "a", "b"), filepath.Join(root, "used")
	noted := before{Made: append(missingParents(ours), missingParents(used)...)}
	if want := []string{filepath.Join(root, "a"), ours, used}; !cmp.Equal(want, noted.Made) {
		t.Fatalf("got missing folders %v, want %v", noted.Made, want)
	}
	var out bytes.Buffer
	c := &cluster{layout: layout{state: t.TempDir()}, out: &out}
	text, err := toJSON(noted)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.beforeFile(), text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{ours, filepath.Join(used, "by-another")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.restore(); err != nil {
		t.Fatal(err)
	}
	if exists(filepath.Join(root, "a")) {
		t.Error("a folder that was made is left")
	}
	if !exists(filepath.Join(used, "by-another")) || out.Len() == 0 {
		t.Errorf("a folder in use is gone, or nothing was said of it: %q", out.String())
	}
}

func TestRestoreWithoutNotesDoesNothing(t *testing.T) {
	c := &cluster{layout: layout{state: t.TempDir()}}
	if err := c.restore(); err != nil {
		t.Error(err)
	}
}

func TestMissingParentsOfWhatIsThere(t *testing.T) {
	if got := missingParents(t.TempDir()); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func TestSetSysctlWritesOnlyADifference(t *testing.T) {
	file := filepath.Join(t.TempDir(), "panic")
	if err := os.WriteFile(file, []byte("10\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := setSysctl(file, "10"); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(file); string(got) != "10\n" {
		t.Errorf("an equal value was written again: %q", got)
	}
	if err := setSysctl(file, "1"); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(file); string(got) != "1" {
		t.Errorf("got %q, want 1", got)
	}
}
