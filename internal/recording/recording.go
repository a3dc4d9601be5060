// Package recording keeps what happened in a session as an asciicast, version 2
// (docs.asciinema.org/manual/asciicast/v2): a header and then one event a line, so
// that a file whose writer was killed is still good up to its last line.
package recording

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Recording is a session being recorded. Once it has begun nothing that happens
// to it stops the session: the first failure is told and ends the recording. It
// may be used concurrently.
type Recording struct {
	path  string
	began time.Time
	pipe  bool
	fail  func(error)

	mu     sync.Mutex
	file   file
	sum    hash.Hash
	size   int64
	broken error
	output text
	input  text
	left   int  // bytes of output that may still be recorded of a pipe
	full   bool // and there were more
}

// file is what a recording needs of an *os.File.
type file interface {
	io.WriteCloser
	Truncate(size int64) error
	Sync() error
}

// maxPiped bounds what is recorded of the output of a session without a terminal.
// Nobody has read it, and it may be a disk image on its way into another file.
const maxPiped = 1 << 20

// Create begins a recording in a folder, which is made where it is missing. Fail
// is called at most once, when the recording can't go on.
func Create(folder string, h Header, fail func(error)) (*Recording, error) {
	r, err := create(folder, h, fail)
	if err != nil {
		return nil, fmt.Errorf("beginning a recording: %w", err)
	}
	return r, nil
}

func create(folder string, h Header, fail func(error)) (*Recording, error) {
	line, err := h.line()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	f, err := open(folder, h)
	if err != nil {
		return nil, err
	}
	r := &Recording{
		path: filepath.Join(folder, filepath.Base(f.Name())), began: h.Began, pipe: h.Pipe, fail: fail,
		file: f, sum: sha256.New(), left: maxPiped,
	}
	r.put(line)
	if r.broken != nil {
		_ = f.Close()
		_ = os.Remove(r.path)
		return nil, r.broken
	}
	return r, nil
}

// Path is where the recording lies.
func (r *Recording) Path() string { return r.path }

// Write records output. It never fails; see Create.
func (r *Recording) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.pipe {
		r.event("o", r.output.next(p, false))
		return len(p), nil
	}
	kept := p[:min(len(p), r.left)]
	r.left -= len(kept)
	r.event("o", r.output.next(kept, true))
	if len(kept) < len(p) && !r.full {
		r.full = true
		r.event("o", r.output.rest())
		r.event("m", "the recording holds no more of the output")
	}
	return len(p), nil
}

// Input records what was sent to the container.
func (r *Recording) Input(p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.event("i", r.input.next(p, false))
}

// Resize records the size of the terminal, in characters.
func (r *Recording) Resize(width, height int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.event("r", fmt.Sprintf("%dx%d", width, height))
}

// event writes one line: the seconds since the begin, the kind and the data.
func (r *Recording) event(kind, data string) {
	if data == "" {
		return
	}
	// What would act on a terminal is escaped, so that the file may be looked at.
	quoted, err := json.Marshal(untrusted.From(data))
	if err != nil {
		return // a string always has a JSON form
	}
	r.put(fmt.Appendf(nil, "[%.6f, %q, %s]\n", time.Since(r.began).Seconds(), kind, quoted))
}

// put writes a line, or takes the half of it back that fitted.
func (r *Recording) put(line []byte) {
	if r.broken != nil {
		return
	}
	if _, err := r.file.Write(line); err != nil {
		r.broken = err
		_ = r.file.Truncate(r.size)
		if r.fail != nil && r.size > 0 {
			r.fail(err)
		}
		return
	}
	r.size += int64(len(line))
	_, _ = r.sum.Write(line) // never fails
}

// Discard ends a recording of nothing and removes it.
func (r *Recording) Discard() {
	r.Close()
	_ = os.Remove(r.path) // an empty recording that stays does no harm
}

// Summary is what became of a recording.
type Summary struct {
	Path   string
	Bytes  int64
	SHA256 string // of the file
	// Err says why the recording ended before the session did.
	Err error
}

// Close ends the recording.
func (r *Recording) Close() Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.event("o", r.output.rest())
	r.event("i", r.input.rest())
	for _, step := range []func() error{r.file.Sync, r.file.Close} {
		if err := step(); err != nil && r.broken == nil {
			r.broken = err
		}
	}
	return Summary{Path: r.path, Bytes: r.size, SHA256: hex.EncodeToString(r.sum.Sum(nil)), Err: r.broken}
}
