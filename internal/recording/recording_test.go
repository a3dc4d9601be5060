package recording

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func header() Header {
	return Header{
		Began: time.Date(2026, 4, 7, 9, 30, 0, 0, time.UTC), Width: 100, Height: 30, Subject: "shop/cart-0/web",
		Title: "a shell", Command: "/bin/sh", Term: "xterm", About: map[string]string{"pod": "cart-0"},
	}
}

func begin(t *testing.T, h Header) *Recording {
	t.Helper()
	r, err := Create(filepath.Join(t.TempDir(), "state", "recordings"), h, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines reads a file back as a player does.
func lines(t *testing.T, path string) (header map[string]any, events []any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 64<<20)
	for n := 0; scanner.Scan(); n++ {
		if n == 0 {
			err = json.Unmarshal(scanner.Bytes(), &header)
		} else {
			var event []any
			err = json.Unmarshal(scanner.Bytes(), &event)
			events = append(events, event)
		}
		if err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
	}
	return header, events
}

func TestRecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := header()
		h.Began = time.Now()
		r := begin(t, h)
		time.Sleep(1500 * time.Millisecond)
		r.Write([]byte("$ "))
		r.Resize(80, 24)
		time.Sleep(time.Second)
		r.Input([]byte("ls\r"))
		r.Write([]byte("\x1b[1ma\u009b\u202e\"\\</\x7f"))
		summary := r.Close()
		if summary.Err != nil {
			t.Fatal(summary.Err)
		}
		got, events := lines(t, summary.Path)
		want := map[string]any{
			"version": 2.0, "width": 100.0, "height": 30.0, "timestamp": float64(h.Began.Unix()), "title": "a shell",
			"command": "/bin/sh", "env": map[string]any{"TERM": "xterm"}, "threat": map[string]any{"pod": "cart-0"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("header (-want +got):\n%s", diff)
		}
		wantEvents := []any{
			[]any{1.5, "o", "$ "},
			[]any{1.5, "r", "80x24"},
			[]any{2.5, "i", "ls\r"},
			[]any{2.5, "o", "\x1b[1ma\u009b\u202e\"\\</\x7f"},
		}
		if diff := cmp.Diff(wantEvents, events); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// The sum is that of the file, the file is its owner's, and it may be looked at.
func TestFile(t *testing.T) {
	r := begin(t, header())
	r.Write([]byte("a\x1b]52;c;x\a\u009b\x7f\n"))
	summary := r.Close()
	body, err := os.ReadFile(summary.Path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(body)
	if summary.SHA256 != hex.EncodeToString(sum[:]) || summary.Bytes != int64(len(body)) {
		t.Errorf("summary %+v of %d bytes with sum %x", summary, len(body), sum)
	}
	if strings.ContainsAny(string(body), "\x1b\u009b\a\x7f") {
		t.Errorf("the file acts on a terminal: %q", body)
	}
	if name := filepath.Base(summary.Path); name != "20260407T093000Z-shop-cart-0-web.cast" {
		t.Errorf("name %s", name)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{summary.Path: 0o600, filepath.Dir(summary.Path): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
}

func TestNamesDoNotCollide(t *testing.T) {
	folder := t.TempDir()
	h := header()
	h.Subject = "../../" + strings.Repeat("é", 200) + "/x"
	seen := map[string]bool{}
	for range 3 {
		r, err := Create(folder, h, nil)
		if err != nil {
			t.Fatal(err)
		}
		seen[r.Close().Path] = true
	}
	found, err := os.ReadDir(folder)
	if err != nil || len(found) != 3 || len(seen) != 3 {
		t.Errorf("%d files, %d paths, error %v; want 3", len(found), len(seen), err)
	}
}

func TestPieces(t *testing.T) {
	tests := map[string]struct {
		pieces []string
		pipe   bool
		want   []string
	}{
		"a character in three writes": {pieces: []string{"a\xe2", "\x82", "\xacb"}, want: []string{"a", "€b"}},
		"four bytes one by one":       {pieces: []string{"\xf0", "\x9f", "\xa7", "\x91"}, want: []string{"🧑"}},
		"no UTF-8":                    {pieces: []string{"a\xff", "\x82b"}, want: []string{"a\ufffd", "\ufffdb"}},
		"half a character at the end": {pieces: []string{"a\xe2\x82"}, want: []string{"a", "\ufffd\ufffd"}},
		"half, then something else":   {pieces: []string{"\xe2", "x"}, want: []string{"\ufffdx"}},
		"lines of a terminal":         {pieces: []string{"a\nb\r\n"}, want: []string{"a\nb\r\n"}},
		"lines of a pipe":             {pipe: true, pieces: []string{"a\nb\r", "\n", "\n"}, want: []string{"a\r\nb\r", "\n", "\r\n"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := header()
			h.Pipe = tt.pipe
			r := begin(t, h)
			for _, piece := range tt.pieces {
				r.Write([]byte(piece))
			}
			_, events := lines(t, r.Close().Path)
			var want []any
			for _, piece := range tt.want {
				want = append(want, []any{0.0, "o", piece})
			}
			untimed := cmp.Comparer(func(float64, float64) bool { return true })
			if diff := cmp.Diff(want, events, untimed); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}

// A pipe may carry a disk image, of which only the begin is kept.
func TestPipeIsBounded(t *testing.T) {
	h := header()
	h.Pipe = true
	r := begin(t, h)
	for range 10 {
		r.Write(make([]byte, 300_000))
	}
	_, events := lines(t, r.Close().Path)
	if last := fmt.Sprint(events[len(events)-1]); len(events) != 5 || !strings.Contains(last, " m the recording holds no more") {
		t.Errorf("%d events, the last %.80v; want 4 of output and a marker", len(events), last)
	}
}

func TestCreateFails(t *testing.T) {
	notFolder := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(notFolder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(filepath.Join(notFolder, "recordings"), header(), nil); err == nil {
		t.Error("a recording below a file was begun")
	}
	bad := header()
	bad.About = func() {}
	folder := t.TempDir()
	if _, err := Create(folder, bad, nil); err == nil {
		t.Error("a recording without a header was begun")
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// disk has room for so many bytes.
type disk struct {
	body []byte
	room int
}

func (d *disk) Write(p []byte) (int, error) {
	n := min(len(p), d.room-len(d.body))
	d.body = append(d.body, p[:n]...)
	if n < len(p) {
		return n, syscall.ENOSPC
	}
	return n, nil
}
func (d *disk) Truncate(size int64) error { d.body = d.body[:size]; return nil }
func (d *disk) Sync() error               { return nil }
func (d *disk) Close() error              { return nil }

// A full disk ends the recording with its last whole line, is told once, and
// stops nothing else.
func TestDiskFull(t *testing.T) {
	var told []error
	r := begin(t, header())
	r.file.Close()
	full := &disk{room: 200}
	r.file, r.size, r.fail = full, 0, func(err error) { told = append(told, err) }
	r.sum = sha256.New()
	for range 100 {
		if n, err := r.Write([]byte("some output\r\n")); n != 13 || err != nil {
			t.Fatalf("wrote %d: %v", n, err)
		}
	}
	summary := r.Close()
	if len(told) != 1 || !errors.Is(told[0], syscall.ENOSPC) || !errors.Is(summary.Err, syscall.ENOSPC) {
		t.Errorf("told %v, summary %v", told, summary.Err)
	}
	sum := sha256.Sum256(full.body)
	if !strings.HasSuffix(string(full.body), "]\n") || summary.SHA256 != hex.EncodeToString(sum[:]) || summary.Bytes != int64(len(full.body)) {
		t.Errorf("summary %+v of %q", summary, full.body)
	}
}
