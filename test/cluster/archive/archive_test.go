package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// entry is what a reader of a tar sees of a file.
type entry struct {
	Name string
	Type byte
	Mode int64
	Link string
	Body string
}

func TestWriteTellsOneStoryInManifestConfigAndLayer(t *testing.T) {
	source := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(source, []byte("\x7fELF"), 0o600); err != nil {
		t.Fatal(err)
	}
	outer := untar(t, write(t, Image{
		Name: "kubectl-threat.test/sample:1",
		Arch: "arm64",
		User: "65532",
		Cmd:  []string{"/bin/program", "-v"},
		Files: []File{
			{Name: "tmp", Mode: 0o777 | fs.ModeDir | fs.ModeSticky},
			{Name: "bin/program", Mode: 0o755, Source: source},
			{Name: "bin", Mode: 0o755 | fs.ModeDir},
			{Name: "bin/alias", Mode: 0o777 | fs.ModeSymlink, Target: "program"},
			{Name: "etc/empty", Mode: 0o644, Body: []byte{}},
		},
	}))
	if len(outer) != 3 || outer[2].Name != "manifest.json" {
		t.Fatalf("got members %v, want configuration, layer, manifest.json", outer)
	}
	config, layer := outer[0], outer[1]

	var manifest []manifestEntry
	decode(t, outer[2].Body, &manifest)
	wantManifest := []manifestEntry{{
		Config:   sha(config.Body) + ".json",
		RepoTags: []string{"kubectl-threat.test/sample:1"},
		Layers:   []string{layer.Name},
	}}
	if diff := cmp.Diff(wantManifest, manifest); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}

	var got imageConfig
	decode(t, config.Body, &got)
	want := imageConfig{
		Architecture: "arm64",
		OS:           "linux",
		Config: processConfig{
			User:       "65532",
			Env:        []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
			Cmd:        []string{"/bin/program", "-v"},
			WorkingDir: "/",
		},
		RootFS: rootFS{Type: "layers", DiffIDs: []string{"sha256:" + sha(layer.Body)}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}

	wantLayer := []entry{
		{Name: "bin/", Type: tar.TypeDir, Mode: 0o755},
		{Name: "bin/alias", Type: tar.TypeSymlink, Mode: 0o777, Link: "program"},
		{Name: "bin/program", Type: tar.TypeReg, Mode: 0o755, Body: "\x7fELF"},
		{Name: "etc/empty", Type: tar.TypeReg, Mode: 0o644},
		{Name: "tmp/", Type: tar.TypeDir, Mode: 0o1777},
	}
	if diff := cmp.Diff(wantLayer, untar(t, []byte(layer.Body))); diff != "" {
		t.Errorf("layer (-want +got):\n%s", diff)
	}
}

func TestWriteDoesNotDependOnTheOrderOfFiles(t *testing.T) {
	a := File{Name: "a", Mode: 0o644, Body: []byte("1")}
	b := File{Name: "b", Mode: 0o644, Body: []byte("2")}
	first := write(t, Image{Name: "x:1", Files: []File{a, b}})
	second := write(t, Image{Name: "x:1", Files: []File{b, a}})
	if !bytes.Equal(first, second) {
		t.Error("the same files in another order gave another archive")
	}
}

func TestWriteRefuses(t *testing.T) {
	tests := map[string]File{
		"a path out of the image": {Name: "../etc/passwd", Body: []byte("x")},
		"an absolute path":        {Name: "/etc/passwd", Body: []byte("x")},
		"an empty path":           {Name: "", Mode: fs.ModeDir},
		"a source that is gone":   {Name: "a", Source: filepath.Join(t.TempDir(), "gone")},
	}
	for name, file := range tests {
		t.Run(name, func(t *testing.T) {
			if err := Write(io.Discard, Image{Name: "x:1", Files: []File{file}}); err == nil {
				t.Errorf("wrote %+v", file)
			}
		})
	}
}

func write(t *testing.T, image Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, image); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func untar(t *testing.T, data []byte) []entry {
	t.Helper()
	var entries []entry
	for reader := tar.NewReader(bytes.NewReader(data)); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return entries
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry{header.Name, header.Typeflag, header.Mode, header.Linkname, string(body)})
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
