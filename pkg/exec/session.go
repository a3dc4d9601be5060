package exec

import (
	"context"
	"sync"
)

// maxStatus is room for the JSON Status of a command, which quotes its argv.
const maxStatus = 1 << 20

// session is the near end of one running command: the four streams of the exec
// protocol, and the first failure of a stream that the caller brought along.
type session struct {
	stdin          *source // nil: the command has no standard input
	stdout, stderr *sink
	status         *sink // where the server says how the command ended

	giveUp context.CancelCauseFunc
	mu     sync.Mutex
	fault  error
}

func newSession(command Command, limits Limits, giveUp context.CancelCauseFunc) *session {
	s := &session{giveUp: giveUp}
	s.stdout = &sink{to: command.Stdout, left: limits.Stdout, broken: s.fail}
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
