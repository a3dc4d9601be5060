package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// Interactor runs commands that somebody speaks with while they run.
type Interactor interface {
	// Interact runs the command and returns when it has ended, with its exit
	// code. Beside an error the exit code is Unknown.
	Interact(ctx context.Context, in Container, with Interaction) (exitCode int, err error)
}

// Interaction is a command whose streams belong to a person or to a pipe. It may
// take as long as it likes, and its output has no limit: only the connection has
// to come about in time, and the server has to stay in touch.
type Interaction struct {
	// Argv is the program and its arguments; see Command.Argv.
	Argv []string

	// TTY gives the command a terminal, whose output comes on Stdout alone.
	// Bringing the near terminal into raw mode and back is up to the caller.
	TTY bool

	// Stdin is the standard input of the command; nil means that it has none.
	// At its end the command's input is closed too, and the command goes on. A
	// Read that is under way when Interact returns is not waited for.
	Stdin io.Reader

	// Stdout and Stderr take the output as it arrives. Interact does not return
	// before a Write that is under way has. If a Write fails, the command is
	// given up. Nil drops the output.
	Stdout, Stderr io.Writer

	// Sizes are those of the near terminal, the first of them at once. Only a
	// TTY takes them.
	Sizes <-chan Size

	// Connected is called once, as soon as a server has agreed to run the
	// command. Whether the container can run it is not known by then.
	Connected func()

	// Within bounds the time until then; zero means DefaultTimeout.
	Within time.Duration
}

// Size is that of a terminal, in characters. Its JSON form is that of the
// protocol (k8s.io/client-go/tools/remotecommand.TerminalSize).
type Size struct{ Width, Height uint16 }

var _ Interactor = (*Pod)(nil)

// Interact runs a command with the caller's own streams; see Interactor. A
// server that says nothing for a minute, not even to a ping, counts as gone.
func (p *Pod) Interact(ctx context.Context, in Container, with Interaction) (exitCode int, err error) {
	err = in.Validate()
	if err == nil {
		err = with.Validate()
	}
	if err != nil {
		return Unknown, fmt.Errorf("running a command: %w", err)
	}
	exitCode, err = p.interact(ctx, in, with)
	if err != nil {
		return Unknown, fmt.Errorf("running %s in container %s: %w", with.Argv[0], in, err)
	}
	return exitCode, nil
}

func (p *Pod) interact(ctx context.Context, in Container, with Interaction) (int, error) {
	location, err := p.location(in, with.options())
	if err != nil {
		return Unknown, err
	}
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	within := with.Within
	if within == 0 {
		within = DefaultTimeout
	}
	late := time.AfterFunc(within, func() { giveUp(notConnected(within)) })
	defer late.Stop()

	talk := newDialogue(with, giveUp)
	talk.within = within
	talk.accepted = func() {
		if late.Stop() && with.Connected != nil {
			with.Connected()
		}
	}
	result, err := p.hold(ctx, location, talk, with.Argv[0])
	return result.ExitCode, err
}

// hold keeps a session until it ends, or until the context does.
func (p *Pod) hold(ctx context.Context, location *url.URL, talk *session, program string) (Result, error) {
	talk.heart = p.heart
	done := make(chan error, 1)
	// Not every step of a connection looks at the context, so its end is watched
	// for here. What is left behind ends when its connection does, or after the 30
	// seconds that a new SPDY stream waits for its confirmation.
	go func() {
		defer talk.survive()
		done <- p.connect(ctx, location, talk)
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if ended := over(ctx); err != nil && ended != nil {
		// The end of the context broke the connection, not the other way round.
		err = ended
	}
	return conclude(talk, program, err)
}

func notConnected(limit time.Duration) error {
	return fmt.Errorf("no connection within %s: %w", limit, context.DeadlineExceeded)
}

// newDialogue is the near end of an interaction.
func newDialogue(with Interaction, giveUp context.CancelCauseFunc) *session {
	s := &session{giveUp: giveUp, tty: with.TTY, sizes: with.Sizes, pulse: &pulse{}}
	s.stdout = s.unlimited("standard output", with.Stdout)
	s.stderr = s.unlimited("standard error", with.Stderr)
	s.status = &sink{left: maxStatus}
	if with.Stdin != nil {
		s.stdin = &source{from: with.Stdin, broken: s.fail}
	}
	return s
}

func (s *session) unlimited(name string, to io.Writer) *sink {
	if to == nil {
		to = io.Discard
	}
	return &sink{name: name, to: to, left: math.MaxInt64, broken: s.fail, pulse: s.pulse}
}

// Validate says why the command can not be run anywhere.
func (i Interaction) Validate() error {
	if i.Within < 0 {
		return fmt.Errorf("%w: negative limit", ErrInvalid)
	}
	return Command{Argv: i.Argv}.Validate()
}

// options are what the API server is asked for. A terminal has no standard error
// of its own, and the server refuses a request for both.
func (i Interaction) options() *corev1.PodExecOptions {
	return &corev1.PodExecOptions{
		Command: i.Argv, Stdin: i.Stdin != nil, Stdout: true, Stderr: !i.TTY, TTY: i.TTY,
	}
}

var errBroken = errors.New("this tool broke on the stream")
