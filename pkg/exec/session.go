package exec

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// maxStatus is room for the JSON Status of a command, which quotes its argv.
const maxStatus = 1 << 20

// session is the near end of one running command: the four streams of the exec
// protocol, and the first failure of a stream that the caller brought along.
type session struct {
	stdin          *source // nil: the command has no standard input
	stdout, stderr *sink
	status         *sink // where the server says how the command ended

	heart heart

	// Only an interaction has these.
	tty      bool
	sizes    <-chan Size
	pulse    *pulse
	within   time.Duration // for connecting
	accepted func()

	giveUp context.CancelCauseFunc
	mu     sync.Mutex
	fault  error
}

func newSession(command Command, limits Limits, giveUp context.CancelCauseFunc) *session {
	s := &session{giveUp: giveUp}
	s.stdout = &sink{name: "standard output", to: command.Stdout, left: limits.Stdout, broken: s.fail}
	s.stderr = &sink{left: limits.Stderr}
	s.status = &sink{left: maxStatus}
	if command.Stdin != nil {
		s.stdin = &source{from: command.Stdin, broken: s.fail}
	}
	return s
}

// fail gives the command up because the caller's own stream failed.
func (s *session) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault == nil {
		s.fault = err
		s.giveUp(err)
	}
}

// dialing is the context of a handshake. gorilla/websocket heeds the deadline of
// a context while it waits for the server, and not its cancellation, so that a
// session without a deadline needs one here. It is a little late because the
// session itself says better what has happened.
func (s *session) dialing(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.within == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, s.within+time.Second)
}

// connected tells that a server has agreed to run the command.
func (s *session) connected() {
	if s.accepted != nil {
		s.accepted()
	}
}

// survive is deferred by goroutines that no caller can recover for, who may have
// a terminal to restore.
func (s *session) survive() {
	if cause := recover(); cause != nil {
		s.fail(fmt.Errorf("%w: %v", errBroken, cause))
	}
}

// close seals all streams and returns what they brought. The exit code is still
// unknown then.
func (s *session) close() (result Result, status []byte, fault error) {
	if s.stdin != nil {
		s.stdin.sealed.Store(true)
	}
	result.ExitCode = Unknown
	result.Stdout, result.StdoutCut = s.stdout.seal()
	result.Stderr, result.StderrCut = s.stderr.seal()
	status, _ = s.status.seal()
	s.mu.Lock()
	defer s.mu.Unlock()
	return result, status, s.fault
}
