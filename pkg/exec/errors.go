package exec

import "errors"

// What can be wrong, for errors.Is. Deadlines and cancellation come as
// context.DeadlineExceeded and context.Canceled. Refusals of the API server also
// hold its *StatusError.
var (
	// ErrInvalid is a command or a container that was not asked for, because
	// it can not exist.
	ErrInvalid = errors.New("invalid request")

	// ErrNoExecutable means that the container has no such program. Programs
	// that are there but whose interpreter or loader is not come to life far
	// enough for an exit code, and so do programs that a shell can not find:
	// both are Results.
	ErrNoExecutable = errors.New("no such program in the container")

	// ErrNotStarted means that the runtime could not start the program for
	// another reason, such as a missing permission or a wrong format.
	ErrNotStarted = errors.New("the program could not be started")

	// ErrNotRunning means that the container has ended or has not started.
	ErrNotRunning = errors.New("the container is not running")

	// ErrNoContainer means that the pod has no container of that name.
	ErrNoContainer = errors.New("no such container in the pod")

	// ErrPodGone means that the namespace has no pod of that name.
	ErrPodGone = errors.New("no such pod")

	// ErrTruncated means that the connection ended before the server had said
	// how the command ended. Output may be missing.
	ErrTruncated = errors.New("the connection ended before the command was reported to have ended")
)

// classed is an error together with the sentinel that says what it means. Both
// can be found with errors.Is and errors.As.
type classed struct {
	kind  error
	cause error
	text  string // of the cause, where that can be said shorter
}

func (e *classed) Error() string {
	if e.text != "" {
		return e.kind.Error() + ": " + e.text
	}
	return e.kind.Error() + ": " + e.cause.Error()
}

func (e *classed) Unwrap() []error {
	return []error{e.kind, e.cause}
}
