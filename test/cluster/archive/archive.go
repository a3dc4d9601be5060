// Package archive writes container images in the docker-archive form, the tar
// that `docker save` makes and `ctr images import` reads, without an engine and
// without a registry.
package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// File is one entry of an image's root file system.
type File struct {
	Name   string      // path in the image, without a leading slash
	Mode   fs.FileMode // fs.ModeDir and fs.ModeSymlink choose the kind of entry
	Target string      // where a symbolic link points
	Source string      // file on this machine that holds the contents, if Body is nil
	Body   []byte      // the contents themselves
}

// Image is a root file system and what runs in it.
type Image struct {
	Name  string // repository and tag, such as kubectl-threat.test/pause:1
	Arch  string // as Go spells it, which is also how images spell it
	User  string // uid or uid:gid; empty for root
	Cmd   []string
	Files []File
}

// imageConfig is the part of an OCI image configuration that a runtime needs;
// see https://github.com/opencontainers/image-spec/blob/main/config.md.
type imageConfig struct {
	Architecture string        `json:"architecture"`
	OS           string        `json:"os"`
	Config       processConfig `json:"config"`
	RootFS       rootFS        `json:"rootfs"`
}

type processConfig struct {
	User       string   `json:"User,omitempty"`
	Env        []string `json:"Env,omitempty"`
	Cmd        []string `json:"Cmd,omitempty"`
	WorkingDir string   `json:"WorkingDir,omitempty"`
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

// manifestEntry is one image in a docker-archive's manifest.json.
type manifestEntry struct {
	Config   string   `json:"Config"`
	RepoTags []string `json:"RepoTags"`
	Layers   []string `json:"Layers"`
}

// Write writes img to w as a docker-archive with a single layer. The same image
// gives the same bytes: entries are sorted and carry no times.
func Write(w io.Writer, img Image) error {
	layer, err := layerOf(img.Files)
	if err != nil {
		return fmt.Errorf("writing image %s: %w", img.Name, err)
	}
	config, err := json.Marshal(configOf(img, layer))
	if err != nil {
		return fmt.Errorf("writing image %s: %w", img.Name, err)
	}
	configName := digest(config) + ".json"
	layerName := digest(layer) + "/layer.tar"
	manifest, err := json.Marshal([]manifestEntry{{
		Config: configName, RepoTags: []string{img.Name}, Layers: []string{layerName},
	}})
	if err != nil {
		return fmt.Errorf("writing image %s: %w", img.Name, err)
	}
	outer := tar.NewWriter(w)
	for _, f := range []File{
		{Name: configName, Mode: 0o644, Body: config},
		{Name: layerName, Mode: 0o644, Body: layer},
		{Name: "manifest.json", Mode: 0o644, Body: manifest},
	} {
		if err := writeFile(outer, f); err != nil {
			return fmt.Errorf("writing image %s: %w", img.Name, err)
		}
	}
	return outer.Close()
}

// layerOf packs files as an uncompressed layer. Parents sort before their
// children, so that each folder gets the mode it asks for.
func layerOf(files []File) ([]byte, error) {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	var layer bytes.Buffer
	tw := tar.NewWriter(&layer)
	for _, f := range files {
		if err := writeFile(tw, f); err != nil {
			return nil, err
		}
	}
	if err := tw.Close(); err != nil {
		return nil, err
	}
	return layer.Bytes(), nil
}

func writeFile(tw *tar.Writer, f File) error {
	name := path.Clean(f.Name)
	if name == "." || !fs.ValidPath(name) {
		return fmt.Errorf("adding %q: not a path inside the image", f.Name)
	}
	header := &tar.Header{Name: name, Mode: unixMode(f.Mode), Format: tar.FormatPAX}
	switch {
	case f.Mode.IsDir():
		header.Typeflag, header.Name = tar.TypeDir, name+"/"
		return tw.WriteHeader(header)
	case f.Mode&fs.ModeSymlink != 0:
		header.Typeflag, header.Linkname = tar.TypeSymlink, f.Target
		return tw.WriteHeader(header)
	default:
		return writeRegular(tw, header, f)
	}
}

func writeRegular(tw *tar.Writer, header *tar.Header, f File) error {
	body := f.Body
	if body == nil && f.Source != "" {
		read, err := os.ReadFile(f.Source)
		if err != nil {
			return fmt.Errorf("adding %s: %w", f.Name, err)
		}
		body = read
	}
	header.Typeflag, header.Size = tar.TypeReg, int64(len(body))
	if err := tw.WriteHeader(header); err != nil {
		return err
	}
	_, err := tw.Write(body)
	return err
}

// unixMode keeps the sticky bit, which /tmp needs, beside the permissions.
func unixMode(mode fs.FileMode) int64 {
	bits := int64(mode.Perm())
	if mode&fs.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}

func configOf(img Image, layer []byte) imageConfig {
	return imageConfig{
		Architecture: img.Arch,
		OS:           "linux",
		Config: processConfig{
			User:       img.User,
			Env:        []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
			Cmd:        img.Cmd,
			WorkingDir: "/",
		},
		RootFS: rootFS{Type: "layers", DiffIDs: []string{"sha256:" + digest(layer)}},
	}
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
