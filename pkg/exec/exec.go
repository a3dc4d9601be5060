package exec

import (
	"context"
	"io"
	"time"
)

// What a command gets whose [Limits] are zero.
const (
	// DefaultStdout is the limit of standard output, in bytes.
	DefaultStdout = 1 << 20
	// DefaultStderr is the limit of standard error, in bytes.
	DefaultStderr = 64 << 10
	// DefaultTimeout is how long a command may take, the connection included.
	DefaultTimeout = 30 * time.Second
)

// Unknown is the ExitCode of a command of which nobody knows how it ended.
const Unknown = -1

// Runner runs commands in containers. It may be used concurrently.
type Runner interface {
	// Run runs the command in the container and waits for it. The error is nil
	// only if the command has ended and said how; its exit code is in the
	// Result then, whatever it is. Beside an error the Result holds the output
	// that had arrived, and the ExitCode Unknown.
	Run(ctx context.Context, in Container, command Command) (Result, error)
}

// Container names one container of a running pod.
type Container struct {
	Namespace string
	Pod       string
	Name      string
}

// String names the container as namespace/pod/container.
func (c Container) String() string {
	return c.Namespace + "/" + c.Pod + "/" + c.Name
}

// Command is what to run in a container.
type Command struct {
	// Argv is the program and its arguments. It is never given to a shell,
	// unless its first element is one. It travels in the URL of the request,
	// and therefore into audit logs; hand anything longer than a few kilobytes
	// to the command's standard input instead.
	Argv []string

	// Stdin is the standard input of the command; nil means that it has none.
	// A Read that is under way when Run returns is not waited for, so a reader
	// that may block must not be used for anything else afterwards.
	Stdin io.Reader

	// Stdout takes the standard output as it arrives, up to the limit. Run does
	// not return before a Write that is under way has returned. If a Write
	// fails, the command is given up. Nil means that the output is kept in
	// Result.Stdout.
	Stdout io.Writer

	Limits Limits
}

// Limits bound what a command may cost. Zero values mean the defaults of this
// package; there is no way to ask for no limit at all.
type Limits struct {
	// Stdout and Stderr are in bytes. The first of them holds for
	// Command.Stdout as well.
	Stdout, Stderr int64

	// Timeout counts from the call of Run. A shorter deadline of the context
	// wins.
	Timeout time.Duration
}

func (l Limits) orDefaults() Limits {
	if l.Stdout == 0 {
		l.Stdout = DefaultStdout
	}
	if l.Stderr == 0 {
		l.Stderr = DefaultStderr
	}
	if l.Timeout == 0 {
		l.Timeout = DefaultTimeout
	}
	return l
}

// Result is what came of a command.
type Result struct {
	// ExitCode is 0 to 255 as the container runtime reports it, 128 and more
	// for most signals; Unknown beside an error.
	ExitCode int

	// Stdout is empty if the output went to Command.Stdout.
	Stdout, Stderr []byte

	// StdoutCut and StderrCut say that there was more than the limit allows.
	StdoutCut, StderrCut bool
}
