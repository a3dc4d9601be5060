//go:build linux

package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/archive"
)

func TestFingerprintChangesWithTheImage(t *testing.T) {
	source := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(source, []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	base := archive.Image{Name: "a:1", Cmd: []string{"/a"}, Files: []archive.File{{Name: "a", Source: source}}}
	first := mustFingerprint(t, base)
	if again := mustFingerprint(t, base); again != first {
		t.Errorf("got %s and %s for the same image", first, again)
	}
	other := map[string]func(*archive.Image){
		"command": func(i *archive.Image) { i.Cmd = []string{"/b"} },
		"user":    func(i *archive.Image) { i.User = nonRoot },
		"file":    func(i *archive.Image) { i.Files = append(i.Files, archive.File{Name: "b"}) },
		"upgrade": func(*archive.Image) {
			later := time.Now().Add(time.Hour)
			if err := os.Chtimes(source, later, later); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, change := range other {
		t.Run(name, func(t *testing.T) {
			changed := base
			changed.Files = slices.Clone(base.Files)
			change(&changed)
			if mustFingerprint(t, changed) == first {
				t.Error("the fingerprint stayed the same")
			}
		})
	}
}

func TestWriteImageReplacesOlderOnesOfItsName(t *testing.T) {
	folder := t.TempDir()
	for _, old := range []string{"debian-1.tar", "debian-2.tar", "busybox-1.tar"} {
		if err := os.WriteFile(filepath.Join(folder, old), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeImage(filepath.Join(folder, "debian-3.tar"), archive.Image{Name: registry + "debian:1"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"busybox-1.tar", "debian-3.tar"}, list(t, folder)); diff != "" {
		t.Errorf("archives (-want +got):\n%s", diff)
	}
}

func TestWriteWholeLeavesNothingHalf(t *testing.T) {
	folder, broken := t.TempDir(), errors.New("disk full")
	err := writeWhole(filepath.Join(folder, "image.tar"), func(w io.Writer) error {
		_, _ = w.Write([]byte("half"))
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if left := list(t, folder); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func TestShortName(t *testing.T) {
	if got := shortName("kubectl-threat.test/debian:1"); got != "debian" {
		t.Errorf("got %s", got)
	}
}

func TestRecipesReportAMissingPart(t *testing.T) {
	images, err := recipes(parts{folder: t.TempDir()})
	if !errors.Is(err, fs.ErrNotExist) || images != nil {
		t.Errorf("got images %v, %v; want that a part is missing", images, err)
	}
}

func TestBusyboxIsOneProgramWithManyNames(t *testing.T) {
	files, err := busyboxTree(parts{applets: []string{"busybox", "sh", "ps"}}).Files()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, file := range files {
		if filepath.Dir(file.Name) == "bin" {
			got[file.Name] = file.Target + file.Source
		}
	}
	want := map[string]string{"bin/busybox": "/bin/busybox", "bin/sh": "busybox", "bin/ps": "busybox"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("programs (-want +got):\n%s", diff)
	}
}

func mustFingerprint(t *testing.T, image archive.Image) string {
	t.Helper()
	key, err := fingerprint(image)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func list(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
