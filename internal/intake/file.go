package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// ErrNoSuchFinding says that the input has findings, but not the wanted one.
var ErrNoSuchFinding = errors.New("no finding with this id")

// Several says that the input has several findings and none was picked.
type Several struct {
	IDs  []untrusted.Text
	More bool // the rest of the input was not read
}

// Error counts the findings and shows the first ids.
func (e *Several) Error() string {
	const most = 3
	var ids []string
	for _, id := range e.IDs[:min(most, len(e.IDs))] {
		ids = append(ids, id.String())
	}
	if len(e.IDs) > most {
		ids = append(ids, "…")
	}
	if e.More { // the last one is one too many
		return fmt.Sprintf("more than %d findings, where one is needed: %s", len(e.IDs)-1, strings.Join(ids, ", "))
	}
	return fmt.Sprintf("%d findings, where one is needed: %s", len(e.IDs), strings.Join(ids, ", "))
}

// File is a source of findings: a file, or a stream such as standard input.
type File struct {
	Path   string    // where Stream is set, a name for it in errors
	Stream io.Reader // read instead of the file, if set
	Limits Limits
}

// Finding returns the finding with an id, which is the last part of its name or
// the whole name; with an empty id, the only finding there is. Where a finding
// comes several times, as exports write it at each update, the latest counts.
//
// The context bounds the whole reading, since a pipe may never end. An error is
// a *NotFinding, *Several, ErrNoSuchFinding, the context's cause, or that of a
// read that failed, each behind the path.
func (f File) Finding(ctx context.Context, id string) (threat.Finding, error) {
	if id == "" {
		// A long list is not read to its end only to say that it has several.
		return f.one(f.pick(ctx, selection{names: mostListed}))
	}
	r := f.pick(ctx, selection{wanted: func(one threat.Finding) bool { return called(one, id) }})
	switch {
	case len(r.findings) > 0:
		r.err = nil // what is wrong elsewhere in the input is about other findings
	case r.err == nil:
		r.err = fmt.Errorf("reading %s: %w: %s", f.Path, ErrNoSuchFinding, untrusted.From(id))
	}
	return f.one(r)
}

// mostListed is how many findings of an input are read to say that it has several.
const mostListed = 1000

// one returns the finding whose states were picked.
func (f File) one(r picked) (threat.Finding, error) {
	if r.err != nil {
		return threat.Finding{}, r.err
	}
	latest := latestOfEach(r.findings)
	if len(latest) > 1 {
		return threat.Finding{}, fmt.Errorf("reading %s: %w", f.Path, &Several{IDs: ids(latest), More: r.more})
	}
	return latest[0], nil
}

// Findings returns all findings. Beside an error it returns those that could be
// read.
func (f File) Findings(ctx context.Context) ([]threat.Finding, error) {
	r := f.pick(ctx, selection{})
	return r.findings, r.err
}

func (f File) pick(ctx context.Context, s selection) picked {
	done := make(chan picked, 1)
	go func() { done <- f.read(s) }() // opening a named pipe may block for ever, too, and knows no deadline
	select {
	case <-ctx.Done():
		return picked{err: fmt.Errorf("reading %s: %w", f.Path, context.Cause(ctx))}
	case r := <-done:
		if r.err != nil {
			r.err = fmt.Errorf("reading %s: %w", f.Path, r.err)
		}
		return r
	}
}

func (f File) read(s selection) picked {
	if f.Stream != nil {
		return collect(f.Stream, f.Limits, s)
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return picked{err: unreadable(err)}
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return picked{err: &NotFinding{Got: "this is a directory"}}
	} else if err == nil && f.Limits.Bytes > 0 && info.Size() > f.Limits.Bytes {
		return picked{err: tooMuch("it is larger", f.Limits.Bytes, "")}
	}
	return collect(file, f.Limits, s)
}

// unreadable says why a file can't be opened, without its path, which the caller
// adds.
func unreadable(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return &NotFinding{Got: "it can't be opened: " + path.Err.Error(), Err: err}
	}
	return err
}
