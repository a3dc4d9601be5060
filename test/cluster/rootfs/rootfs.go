//go:build linux

// Package rootfs gathers programs of this machine, with the libraries that they
// load, as the root file system of an image.
package rootfs

import (
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/archive"
)

// Tree is a root file system in the making. The first error sticks and comes
// out of Files, so that a recipe reads as a plain list.
type Tree struct {
	files map[string]archive.File
	err   error
}

// New returns a tree that holds only the root folder's usual links: Debian
// keeps everything under /usr and points /bin, /lib, /lib64 and /sbin at it.
func New() *Tree {
	t := &Tree{files: map[string]archive.File{}}
	for _, dir := range []string{"bin", "lib", "lib64", "sbin"} {
		t.Dir("usr/"+dir, 0o755)
		t.Link(dir, "usr/"+dir)
	}
	return t
}

// Empty returns a tree with nothing in it, as a static program needs.
func Empty() *Tree {
	return &Tree{files: map[string]archive.File{}}
}

// Dir adds a folder and those above it.
func (t *Tree) Dir(name string, mode fs.FileMode) {
	t.parents(name)
	t.files[name] = archive.File{Name: name, Mode: mode | fs.ModeDir}
}

// Link adds a symbolic link.
func (t *Tree) Link(name, target string) {
	t.parents(name)
	t.files[name] = archive.File{Name: name, Mode: 0o777 | fs.ModeSymlink, Target: target}
}

// Text adds a small file with the given contents.
func (t *Tree) Text(name, body string) {
	t.parents(name)
	t.files[name] = archive.File{Name: name, Mode: 0o644, Body: []byte(body)}
}

// Copy adds the file source of this machine as name.
func (t *Tree) Copy(name, source string, mode fs.FileMode) {
	t.parents(name)
	t.files[name] = archive.File{Name: name, Mode: mode, Source: source}
}

// Programs adds programs of this machine at their own paths, with the dynamic
// loader and every library they need, and theirs.
func (t *Tree) Programs(paths ...string) {
	for _, path := range paths {
		if err := t.elf(path, 0o755); err != nil && t.err == nil {
			t.err = fmt.Errorf("gathering %s: %w", path, err)
		}
	}
}

// Libraries adds what the shared library or program at path needs, without the file itself.
func (t *Tree) Libraries(path string) {
	if err := t.needs(path); err != nil && t.err == nil {
		t.err = fmt.Errorf("gathering libraries of %s: %w", path, err)
	}
}

// Files returns all entries sorted by name, or the first error met.
func (t *Tree) Files() ([]archive.File, error) {
	if t.err != nil {
		return nil, t.err
	}
	names := slices.Sorted(maps.Keys(t.files))
	files := make([]archive.File, 0, len(names))
	for _, name := range names {
		files = append(files, t.files[name])
	}
	return files, nil
}

func (t *Tree) parents(name string) {
	for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
		if _, ok := t.files[dir]; !ok {
			t.files[dir] = archive.File{Name: dir, Mode: 0o755 | fs.ModeDir}
		}
	}
}

// elf adds the file at path under the real path of its folder: /bin/ls goes to
// usr/bin/ls where /bin is a link, and a link to a library becomes the library.
func (t *Tree) elf(path string, mode fs.FileMode) error {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return err
	}
	name := strings.TrimPrefix(filepath.Join(dir, filepath.Base(path)), "/")
	if _, ok := t.files[name]; ok {
		return nil
	}
	source, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	t.Copy(name, source, mode)
	return t.needs(source)
}

func (t *Tree) needs(path string) error {
	file, err := elf.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	loader, err := interpreter(file)
	if err != nil {
		return err
	}
	if loader != "" {
		if err := t.elf(loader, 0o755); err != nil {
			return err
		}
	}
	libraries, err := file.ImportedLibraries()
	if err != nil {
		return err
	}
	for _, library := range libraries {
		found, err := findLibrary(library, libraryDirs(file.Machine))
		if err != nil {
			return err
		}
		if err := t.elf(found, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// interpreter returns the dynamic loader that file asks for, or "" for a static
// program or a library.
func interpreter(file *elf.File) (string, error) {
	for _, segment := range file.Progs {
		if segment.Type != elf.PT_INTERP {
			continue
		}
		path, err := io.ReadAll(segment.Open())
		return strings.TrimRight(string(path), "\x00"), err
	}
	return "", nil
}

// libraryDirs lists where Debian's loader looks, by ld.so(8) and /etc/ld.so.conf.d.
func libraryDirs(machine elf.Machine) []string {
	dirs := []string{"/lib64", "/usr/lib64", "/lib", "/usr/lib"}
	triplets := map[elf.Machine]string{
		elf.EM_X86_64:  "x86_64-linux-gnu",
		elf.EM_AARCH64: "aarch64-linux-gnu",
	}
	if triplet, ok := triplets[machine]; ok {
		dirs = append([]string{"/lib/" + triplet, "/usr/lib/" + triplet}, dirs...)
	}
	return dirs
}

func findLibrary(name string, dirs []string) (string, error) {
	for _, dir := range dirs {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", fmt.Errorf("looking for library %s in %s: %w", name, strings.Join(dirs, ", "), fs.ErrNotExist)
}
