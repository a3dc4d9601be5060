//go:build linux

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// parts are what images hold that no Debian package has.
type parts struct {
	folder  string   // compiled programs and libraries
	applets []string // commands that this machine's busybox knows
}

func (p parts) program(name string) string { return filepath.Join(p.folder, name) }

// compileParts compiles the sources in the folder images into the cache, under
// a name that changes with them.
func (c *cluster) compileParts(ctx context.Context) (parts, error) {
	applets, err := command{arg: []string{"/bin/busybox", "--list"}}.run(ctx)
	if err != nil {
		return parts{}, err
	}
	sum, err := hashSources(filepath.Join(c.source, "images"))
	if err != nil {
		return parts{}, err
	}
	p := parts{
		folder:  filepath.Join(c.cache, "parts", sum),
		applets: strings.Fields(applets),
	}
	if _, err := os.Stat(p.folder); err == nil {
		return p, nil
	}
	c.say("compiling programs for images")
	outdated := os.RemoveAll(filepath.Dir(p.folder))
	if err := errors.Join(outdated, os.MkdirAll(filepath.Dir(p.folder), 0o750)); err != nil {
		return parts{}, err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(p.folder), "build-")
	if err != nil {
		return parts{}, err
	}
	defer os.RemoveAll(fresh)
	if err := errors.Join(c.compileGo(ctx, fresh), c.compileC(ctx, fresh)); err != nil {
		return parts{}, err
	}
	return p, os.Rename(fresh, p.folder)
}

func (c *cluster) compileGo(ctx context.Context, into string) error {
	_, err := command{
		dir: c.source,
		env: []string{"CGO_ENABLED=0"},
		arg: []string{
			"go", "build", "-trimpath", "-ldflags", "-s -w", "-o", into + "/",
			"./images/pause", "./images/app", "./images/server", "./images/listener",
		},
	}.run(ctx)
	return err
}

func (c *cluster) compileC(ctx context.Context, into string) error {
	library := []string{"-shared", "-fPIC"}
	for _, part := range []struct {
		name   string
		source string
		flags  []string
	}{
		{name: "libhide.so", source: "libhide/hide.c", flags: library},
		{name: "libhide2.so", source: "libhide/hide.c", flags: append(library, "-DHIDE_PRELOAD")},
		{name: "memfd", source: "memfd/memfd.c"},
	} {
		arg := append([]string{"gcc", "-O2", "-o", filepath.Join(into, part.name)}, part.flags...)
		arg = append(arg, filepath.Join("images", part.source), "-ldl")
		if _, err := (command{dir: c.source, arg: arg}).run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// hashSources also counts the compiler's version in, since its output changes too.
func hashSources(folder string) (string, error) {
	sum := sha256.New()
	_, _ = fmt.Fprintln(sum, runtime.Version(), runtime.GOARCH)
	sources := os.DirFS(folder)
	err := fs.WalkDir(sources, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := sources.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		_, _ = fmt.Fprintln(sum, path)
		_, err = io.Copy(sum, file)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("hashing %s: %w", folder, err)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}
