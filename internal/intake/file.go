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
type Several struct{ IDs []untrusted.Text }

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
	findings, err := f.wanted(ctx, func(one threat.Finding) bool { return id == "" || called(one, id) })
	if id != "" {
		if len(findings) == 0 && err == nil {
			err = fmt.Errorf("reading %s: %w: %s", f.Path, ErrNoSuchFinding, untrusted.From(id))
		}
		if len(findings) > 0 {
			err = nil // what is wrong elsewhere in the input is about other findings
		}
	}
	if err != nil {
		return threat.Finding{}, err
	}
	latest := latestOfEach(findings)
	if len(latest) > 1 {
		return threat.Finding{}, fmt.Errorf("reading %s: %w", f.Path, &Several{IDs: ids(latest)})
	}
	return latest[0], nil
}

// Findings returns all findings. Beside an error it returns those that could be
// read.
func (f File) Findings(ctx context.Context) ([]threat.Finding, error) {
	return f.wanted(ctx, func(threat.Finding) bool { return true })
}

func (f File) wanted(ctx context.Context, wanted func(threat.Finding) bool) ([]threat.Finding, error) {
	type result struct {
		findings []threat.Finding
		err      error
	}
	done := make(chan result, 1)
	go func() { // opening a named pipe may block for ever, too, and knows no deadline
		findings, err := f.read(wanted)
		done <- result{findings, err}
	}()
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("reading %s: %w", f.Path, context.Cause(ctx))
	case r := <-done:
		if r.err != nil {
			return r.findings, fmt.Errorf("reading %s: %w", f.Path, r.err)
		}
		return r.findings, nil
	}
}

func (f File) read(wanted func(threat.Finding) bool) ([]threat.Finding, error) {
	if f.Stream != nil {
		return collect(f.Stream, f.Limits, wanted)
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, unreadable(err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, &NotFinding{Got: "this is a directory"}
	} else if err == nil && f.Limits.Bytes > 0 && info.Size() > f.Limits.Bytes {
		return nil, tooMuch("it is larger", f.Limits.Bytes, "")
	}
	return collect(file, f.Limits, wanted)
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
