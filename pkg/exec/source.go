package exec

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// source is the standard input of a command. It tells of a failed read, which
// client-go would log and otherwise take for the end of the input, and it ends
// when the command does.
type source struct {
	from   io.Reader
	sealed atomic.Bool
	broken func(error)
}

// Read reads until the source is sealed.
func (s *source) Read(p []byte) (int, error) {
	if s.sealed.Load() {
		return 0, io.EOF
	}
	n, err := s.fetch(p)
	if err == nil {
		return n, nil
	}
	if !errors.Is(err, io.EOF) {
		s.broken(fmt.Errorf("reading standard input: %w", err))
	}
	return n, io.EOF
}

// fetch reads; for a reader that panics see sink.handOver.
func (s *source) fetch(p []byte) (n int, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			n, err = 0, fmt.Errorf("%w: %v", errBroken, cause)
		}
	}()
	return s.from.Read(p)
}
