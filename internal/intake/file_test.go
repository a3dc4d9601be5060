//go:build unix

package intake_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/intake"
)

// lines are rows of an export: f3 twice, the later update first, and f4.
const lines = `{"name":"organizations/1/sources/2/findings/f3","category":"Reverse Shell","state":"INACTIVE","eventTime":"2026-01-01T00:00:09Z"}
{"name":"organizations/1/sources/2/findings/f3","category":"Reverse Shell","state":"ACTIVE","eventTime":"2026-01-01T00:00:01Z"}
`

const another = `{"name":"organizations/1/sources/2/findings/f4","category":"Reverse Shell"}` + "\n"

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "finding.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFilePicks(t *testing.T) {
	tests := map[string]struct{ content, id, want string }{
		"the only one":          {minimal, "", "f3"},
		"the latest of one":     {lines, "", "f3"},
		"by id":                 {lines + another, "f4", "f4"},
		"by name":               {lines + another, "organizations/1/sources/2/findings/f4", "f4"},
		"beside what is broken": {another + `{"a":1}`, "f4", "f4"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := intake.File{Path: write(t, tt.content), Limits: intake.DefaultLimits()}.Finding(t.Context(), tt.id)
			if err != nil || !strings.HasSuffix(f.Name.Raw(), tt.want) {
				t.Errorf("Finding() = %v, %v, want %s", f.Name, err, tt.want)
			}
			if tt.want == "f3" && f.State.Raw() == "ACTIVE" {
				t.Error("an older update was picked")
			}
		})
	}
}

func TestFileRefuses(t *testing.T) {
	folder := t.TempDir()
	several := write(t, lines+another)
	large := filepath.Join(folder, "large")
	sparse, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sparse.Truncate(65<<20), sparse.Close()); err != nil {
		t.Fatal(err)
	}
	const expected = "expected a Security Command Center finding as JSON or YAML, but "
	tests := map[string]struct{ path, id, want string }{
		"directory":    {folder, "", expected + "this is a directory"},
		"no such file": {filepath.Join(folder, "none"), "", expected + "it can't be opened: no such file or directory"},
		"too large":    {large, "", expected + "it is larger than 64 MiB"},
		"several":      {several, "", "2 findings, where one is needed: f3, f4"},
		"another id":   {several, "f5\x1b[2J", `no finding with this id: f5\x1b[2J`},
		"partly broken": {
			write(t, another+`{"a":1}`), "", expected + "this is an object with the fields a (value 2, byte 77)",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := intake.File{Path: tt.path, Limits: intake.DefaultLimits()}.Finding(t.Context(), tt.id)
			if want := "reading " + tt.path + ": " + tt.want; err == nil || err.Error() != want {
				t.Errorf("Finding() error\n got %v\nwant %s", err, want)
			}
		})
	}
	_, err = intake.File{Path: filepath.Join(folder, "none")}.Finding(t.Context(), "")
	var wrong *intake.NotFinding
	if !errors.As(err, &wrong) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestFileReadsAStream(t *testing.T) {
	file := intake.File{Path: "standard input", Stream: strings.NewReader(minimal), Limits: intake.DefaultLimits()}
	if f, err := file.Finding(t.Context(), ""); err != nil || f.Category.Raw() != "Reverse Shell" {
		t.Errorf("Finding() = %v, %v", f, err)
	}
}

// TestFileHasADeadline reads what never ends: a stream that nobody writes to,
// and a named pipe that nobody opens.
func TestFileHasADeadline(t *testing.T) {
	silent, writer := io.Pipe()
	defer writer.Close()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	defer func() { // lets the reader go
		if end, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil {
			end.Close()
		}
	}()
	for name, file := range map[string]intake.File{
		"stream":     {Path: "standard input", Stream: silent},
		"named pipe": {Path: pipe},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if _, err := file.Finding(ctx, ""); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Finding() error %v, want %v", err, context.DeadlineExceeded)
			}
		})
	}
}
