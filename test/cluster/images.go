//go:build linux

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/archive"
)

// makeImages writes every image to the cache, unless it is there already.
func (c *cluster) makeImages(ctx context.Context) error {
	unlock, err := lockFolder(ctx, c.cache)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = c.imageFiles(ctx)
	return err
}

// imageFiles returns the paths of the images' archives, which it makes if they
// are missing or if a file that goes into them has changed.
func (c *cluster) imageFiles(ctx context.Context) ([]string, error) {
	parts, err := c.compileParts(ctx)
	if err != nil {
		return nil, fmt.Errorf("making images: %w", err)
	}
	images, err := recipes(parts)
	if err != nil {
		return nil, fmt.Errorf("making images: %w", err)
	}
	folder := filepath.Join(c.cache, "images")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, fmt.Errorf("making images: %w", err)
	}
	var files []string
	for _, image := range images {
		image.Arch = runtime.GOARCH
		key, err := fingerprint(image)
		if err != nil {
			return nil, fmt.Errorf("making image %s: %w", image.Name, err)
		}
		file := filepath.Join(folder, shortName(image.Name)+"-"+key+".tar")
		if _, err := os.Stat(file); err != nil {
			if err := writeImage(file, image); err != nil {
				return nil, err
			}
			c.say("made image %s: %s", image.Name, file)
		}
		files = append(files, file)
	}
	return files, nil
}

// fingerprint changes whenever the image would: with its settings, with its
// list of files, and with the size or time of a file that it takes from this
// machine, as after an upgrade.
func fingerprint(image archive.Image) (string, error) {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%q %q %q %q\n", image.Name, image.Arch, image.User, image.Cmd)
	for _, f := range image.Files {
		_, _ = fmt.Fprintf(sum, "%q %v %q %q %q\n", f.Name, f.Mode, f.Target, f.Source, f.Body)
		if f.Source == "" {
			continue
		}
		info, err := os.Stat(f.Source)
		if err != nil {
			return "", err
		}
		_, _ = fmt.Fprintln(sum, info.Size(), info.ModTime().UnixNano())
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// writeImage replaces older archives of the same image by a new one.
func writeImage(file string, image archive.Image) error {
	older, err := filepath.Glob(filepath.Join(filepath.Dir(file), shortName(image.Name)+"-*.tar"))
	if err != nil {
		return fmt.Errorf("making image %s: %w", image.Name, err)
	}
	for _, old := range older {
		if err := os.Remove(old); err != nil {
			return fmt.Errorf("making image %s: %w", image.Name, err)
		}
	}
	return writeWhole(file, func(w io.Writer) error { return archive.Write(w, image) })
}

// writeWhole lets file appear only when it is complete.
func writeWhole(file string, write func(io.Writer) error) error {
	fresh, err := os.CreateTemp(filepath.Dir(file), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(fresh.Name()) // which fails, rightly, once it is renamed
	if err := write(fresh); err != nil {
		_ = fresh.Close()
		return err
	}
	if err := fresh.Close(); err != nil {
		return err
	}
	return os.Rename(fresh.Name(), file)
}

// shortName turns kubectl-threat.test/debian:1 into debian.
func shortName(image string) string {
	name := image[strings.LastIndexByte(image, '/')+1:]
	short, _, _ := strings.Cut(name, ":")
	return short
}

// importImages hands the archives to containerd, one after another: it unpacks
// them on few cores that the API server also wants.
func (c *cluster) importImages(ctx context.Context, files []string) error {
	if err := c.waitContainerd(ctx); err != nil {
		return err
	}
	for _, file := range files {
		err := shell(ctx, "ctr", "--address", c.containerdSock(), "--namespace", "k8s.io", "images", "import", file)
		if err != nil {
			return fmt.Errorf("importing image: %w", err)
		}
	}
	return nil
}
