package exec

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// sink takes one stream of a command up to a limit. To whoever copies into it,
// its writes always succeed: client-go answers a failed write with a log line
// and goes on copying (kubernetes#96339), and after the end of the context its
// copiers may still be at work. So what is too much or too late is swallowed
// here, and the sink remembers.
type sink struct {
	mu     sync.Mutex
	name   string
	to     io.Writer // nil: keep the bytes
	kept   bytes.Buffer
	left   int64
	cut    bool
	sealed bool
	broken func(error) // told once when to fails
	pulse  *pulse      // of an interaction
}

// Write never fails.
func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sealed {
		return len(p), nil
	}
	head := p
	if int64(len(head)) > s.left {
		head, s.cut = head[:s.left], true
	}
	s.left -= int64(len(head))
	if len(head) > 0 {
		s.pass(head)
	}
	return len(p), nil
}

func (s *sink) pass(p []byte) {
	if s.to == nil {
		s.kept.Write(p)
		return
	}
	defer s.pulse.hold()()
	if err := s.handOver(p); err != nil {
		s.sealed = true
		s.broken(fmt.Errorf("writing %s: %w", s.name, err))
	}
}

// handOver writes. A writer that panics would end the program from within a
// goroutine of client-go, where nobody can restore a terminal.
func (s *sink) handOver(p []byte) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: %v", errBroken, cause)
		}
	}()
	n, err := s.to.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	return err
}

// seal ends the stream: when it returns, no write is under way and later ones
// are swallowed.
func (s *sink) seal() (kept []byte, cut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealed = true
	return s.kept.Bytes(), s.cut
}

func (s *sink) empty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.Len() == 0
}
