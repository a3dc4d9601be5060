// Package exectest plays containers for tests of code that uses package exec.
package exectest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// Answers is an exec.Runner that answers by itself and remembers what it was
// asked. It may be used concurrently.
//
// It keeps the promises of exec.Pod: names, argv and limits are checked, output
// beyond a limit is cut and said to be cut, a deadline ends the command, and
// beside an error the exit code is exec.Unknown.
type Answers struct {
	answer func(Call) Reply

	mu    sync.Mutex
	calls []Call
}

var _ exec.Runner = (*Answers)(nil)

// Call is a command that was asked for.
type Call struct {
	In     exec.Container
	Argv   []string
	Stdin  string // all of it
	Limits exec.Limits
}

// Line is the argv with blanks between, for tests to compare and to search.
func (c Call) Line() string {
	return strings.Join(c.Argv, " ")
}

// Reply is how a command ends. The zero Reply is success without any output.
type Reply struct {
	Stdout, Stderr string
	ExitCode       int
	// Err is an end without an exit code, such as exec.ErrTruncated. The output
	// is what had arrived by then.
	Err error
	// After is how long the command takes; a test with testing/synctest does
	// not wait for it.
	After time.Duration
}

// Func answers each call with what the function returns for it. The function is
// called concurrently if Run is.
func Func(answer func(Call) Reply) *Answers {
	return &Answers{answer: answer}
}

// Table answers by the line of a call, see Call.Line. A command that is not in
// the table fails with exec.ErrNoExecutable, as in a container without it.
func Table(replies map[string]Reply) *Answers {
	return Func(func(call Call) Reply {
		if reply, ok := replies[call.Line()]; ok {
			return reply
		}
		return Reply{Err: fmt.Errorf("%w: no answer to %q", exec.ErrNoExecutable, call.Line())}
	})
}

// Calls returns what was asked so far, in the order of arrival.
func (a *Answers) Calls() []Call {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}

// Run answers the command; see exec.Runner.
func (a *Answers) Run(ctx context.Context, in exec.Container, command exec.Command) (exec.Result, error) {
	unknown := exec.Result{ExitCode: exec.Unknown}
	err := in.Validate()
	if err == nil {
		err = command.Validate()
	}
	if err != nil {
		return unknown, fmt.Errorf("running a command: %w", err)
	}
	call := Call{In: in, Argv: slices.Clone(command.Argv), Limits: command.Limits}
	if command.Stdin != nil {
		input, err := io.ReadAll(command.Stdin)
		if err != nil {
			return unknown, wrapped(call, fmt.Errorf("reading standard input: %w", err))
		}
		call.Stdin = string(input)
	}
	a.mu.Lock()
	a.calls = append(a.calls, call)
	a.mu.Unlock()

	reply := a.answer(call)
	if err := wait(ctx, reply.After, command.Limits.Timeout); err != nil {
		return unknown, wrapped(call, err)
	}
	result, err := reply.result(command)
	if err != nil {
		return result, wrapped(call, err)
	}
	return result, nil
}

func wrapped(call Call, err error) error {
	return fmt.Errorf("running %s in container %s: %w", call.Argv[0], call.In, err)
}

// wait waits for the end of the command or for that of its time.
func wait(ctx context.Context, after, timeout time.Duration) error {
	if timeout == 0 {
		timeout = exec.DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	end := time.NewTimer(after)
	defer end.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	default:
	}
	select {
	case <-end.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (r Reply) result(command exec.Command) (exec.Result, error) {
	result := exec.Result{ExitCode: exec.Unknown}
	result.Stdout, result.StdoutCut = cut(r.Stdout, command.Limits.Stdout, exec.DefaultStdout)
	result.Stderr, result.StderrCut = cut(r.Stderr, command.Limits.Stderr, exec.DefaultStderr)
	if command.Stdout != nil {
		_, err := command.Stdout.Write(result.Stdout)
		result.Stdout = nil
		if err != nil {
			return result, fmt.Errorf("writing standard output: %w", err)
		}
	}
	if r.Err == nil {
		result.ExitCode = r.ExitCode
	}
	return result, r.Err
}

func cut(output string, limit, byDefault int64) (kept []byte, isCut bool) {
	if limit == 0 {
		limit = byDefault
	}
	if int64(len(output)) > limit {
		return []byte(output[:limit]), true
	}
	return []byte(output), false
}
