//go:build linux

package rootfs

import (
	"debug/elf"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/archive"
)

func TestProgramsRunFromTheTreeAlone(t *testing.T) {
	shell, err := filepath.EvalSymlinks("/bin/sh")
	if err != nil {
		t.Fatal(err)
	}
	tree := New()
	tree.Programs(shell)
	files, err := tree.Files()
	if err != nil {
		t.Fatal(err)
	}
	var loader string
	for _, file := range files {
		if strings.HasPrefix(filepath.Base(file.Name), "ld-linux") {
			loader = file.Source
		}
	}
	if loader == "" {
		t.Fatalf("no loader among %d files", len(files))
	}
	// The loader is told to look for libraries among the gathered ones only.
	root := unpack(t, files)
	libraries := filepath.Join(root, "libraries")
	out, err := exec.Command(loader, "--inhibit-cache", "--library-path", libraries, shell, "-c", "echo works").CombinedOutput()
	if err != nil || string(out) != "works\n" {
		t.Errorf("got %q, %v", out, err)
	}
	list, err := exec.Command(loader, "--inhibit-cache", "--library-path", libraries, "--list", shell).Output()
	if err != nil || !strings.Contains(string(list), libraries+"/libc.so.6") {
		t.Errorf("the shell does not load the gathered C library: %s, %v", list, err)
	}
}

func TestTreeAddsFoldersAbove(t *testing.T) {
	tree := Empty()
	tree.Text("opt/deep/file", "x")
	tree.Dir("opt/deep", 0o700)
	tree.Link("opt/link", "deep/file")
	got, err := tree.Files()
	if err != nil {
		t.Fatal(err)
	}
	want := []archive.File{
		{Name: "opt", Mode: 0o755 | fs.ModeDir},
		{Name: "opt/deep", Mode: 0o700 | fs.ModeDir},
		{Name: "opt/deep/file", Mode: 0o644, Body: []byte("x")},
		{Name: "opt/link", Mode: 0o777 | fs.ModeSymlink, Target: "deep/file"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestFirstErrorSticks(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	tree := New()
	tree.Programs(missing)
	tree.Libraries(os.DevNull)
	_, err := tree.Files()
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v, want that %s is missing", err, missing)
	}
}

func TestFindLibrary(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	for _, file := range []string{filepath.Join(first, "liba.so"), filepath.Join(second, "liba.so"), filepath.Join(second, "libb.so")} {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		library string
		want    string
		wantErr error
	}{
		"the first folder wins":  {library: "liba.so", want: filepath.Join(first, "liba.so")},
		"later folders count":    {library: "libb.so", want: filepath.Join(second, "libb.so")},
		"a missing one is known": {library: "libc.so", wantErr: fs.ErrNotExist},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := findLibrary(tt.library, []string{first, second})
			if got != tt.want || !errors.Is(err, tt.wantErr) {
				t.Errorf("got %q, %v; want %q, %v", got, err, tt.want, tt.wantErr)
			}
		})
	}
}

func TestLibraryDirsPreferTheMachinesOwn(t *testing.T) {
	if got := libraryDirs(elf.EM_AARCH64)[0]; got != "/lib/aarch64-linux-gnu" {
		t.Errorf("got %s first for arm64", got)
	}
	if got := libraryDirs(elf.EM_RISCV)[0]; got != "/lib64" {
		t.Errorf("got %s first for a machine without a known triplet", got)
	}
}

// unpack writes the gathered libraries into one folder.
func unpack(t *testing.T, files []archive.File) string {
	t.Helper()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "libraries"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if file.Source == "" || !strings.Contains(file.Name, ".so") {
			continue
		}
		body, err := os.ReadFile(file.Source)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, "libraries", filepath.Base(file.Name)), body, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
