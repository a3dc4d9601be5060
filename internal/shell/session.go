// Package shell is one session of a person, or of a pipe, with a shell in a
// container: what is run there, what stands between it and the terminal, and what
// is recorded. It knows no finding and no cluster, only a door into a container.
package shell

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/recording"
	"github.com/kubectl-threat/kubectl-threat/internal/screen"
	"github.com/kubectl-threat/kubectl-threat/internal/tty"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// What ends a session besides the command, for errors.Is.
var (
	// ErrNoShell means that the image has none of the shells that are looked for.
	ErrNoShell = errors.New("no shell in the container")
	// ErrLeft means that the user has left by the keys for that, and the command
	// may go on.
	ErrLeft = errors.New("left by Ctrl-]")
)

// Door leads into a container.
type Door interface {
	exec.Interactor
	exec.Runner
}

// Session is a session to be held.
type Session struct {
	Door Door
	In   exec.Container
	// Command is what to run; nil means a shell.
	Command []string

	Stdin          *tty.Input
	Stdout, Stderr io.Writer
	// Terminal is the terminal that Stdin and Stdout are, nil if they are not both.
	Terminal *tty.Terminal
	// Raw lets everything through to the terminal.
	Raw bool

	Recording *recording.Recording // nil: none
	// Typed is whether what is typed at a terminal is recorded. What a pipe sends
	// always is: no terminal of the container echoes it.
	Typed bool

	// Within is the time for connecting.
	Within time.Duration
}

// Outcome is what came of a session.
type Outcome struct {
	ExitCode int // exec.Unknown beside an error
	// Begun is whether a command may have run.
	Begun bool
	// HungUp is how many processes were ended that had outlived the session.
	HungUp int
	// Refused is what was kept from the terminal.
	Refused []screen.Count
}

// Hold holds the session until it ends. Whatever ends it, the terminal is then
// what it was before.
func (s Session) Hold(ctx context.Context) (Outcome, error) {
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	h := &held{Session: s, leave: leave, mark: rand.Text()}
	h.connectOutput()
	defer func() { _ = h.restore() }() // also when this panics
	code, err := h.run(ctx)
	if wrong := h.restore(); err == nil {
		err = wrong
	}
	outcome := Outcome{ExitCode: code, Begun: h.begun.Load(), Refused: h.refused()}
	if outcome.Begun && h.Command == nil && abandoned(ctx, err) {
		outcome.HungUp = h.hangUp(ctx)
	}
	return outcome, err
}

// held is a session that goes on.
type held struct {
	Session
	leave  context.CancelCauseFunc
	mark   string
	stdout io.Writer
	stderr io.Writer
	// filters are all that hold something back, and shown those of them that are in
	// front of a terminal.
	filters, shown []*screen.Filter
	begun          atomic.Bool

	mu      sync.Mutex
	entered bool
	over    bool
	unwatch context.CancelFunc
}

// run runs the command, or the first shell that is there. Only a program that is
// certain not to have run makes room for the next.
func (h *held) run(ctx context.Context) (int, error) {
	if h.Command != nil {
		return h.attempt(ctx, h.Command)
	}
	for _, argv := range shells(h.mark) {
		code, err := h.attempt(ctx, argv)
		if !errors.Is(err, exec.ErrNoExecutable) {
			return code, err
		}
	}
	return exec.Unknown, fmt.Errorf("%w: %s has neither /bin/sh nor bash, sh, ash or busybox", ErrNoShell, h.In)
}

// attempt runs one program.
func (h *held) attempt(ctx context.Context, argv []string) (int, error) {
	feed, err := h.Stdin.Feed()
	if err != nil {
		return exec.Unknown, fmt.Errorf("trying another shell: %w", err)
	}
	h.mu.Lock()
	h.over = false
	h.mu.Unlock()
	defer feed.Close()
	with := exec.Interaction{
		Argv: argv, Stdin: h.typed(feed), Stdout: h.stdout, Stderr: h.stderr, Within: h.Within,
		Connected: func() { h.begun.Store(true) },
	}
	if h.Terminal != nil {
		sizes := make(chan exec.Size)
		with.TTY, with.Sizes = true, sizes
		with.Connected = func() {
			h.begun.Store(true)
			h.enter(ctx, sizes)
		}
	}
	code, err := h.Door.Interact(ctx, h.In, with)
	if errors.Is(err, exec.ErrNoExecutable) {
		h.begun.Store(false)
		return code, errors.Join(err, h.restore())
	}
	h.Stdin.Settle()
	return code, err
}

// enter hands the terminal over, when there is somebody at the other end to take
// it: until then Ctrl-C is the user's. A session that has just been given up gets
// it no more.
func (h *held) enter(ctx context.Context, sizes chan<- exec.Size) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return
	}
	if err := h.Terminal.Raw(); err != nil {
		h.leave(err)
		return
	}
	ctx, h.unwatch = context.WithCancel(ctx)
	h.entered = true
	go func() {
		h.Terminal.Watch(ctx, func(width, height int) {
			if h.Recording != nil {
				h.Recording.Resize(width, height)
			}
			select {
			case sizes <- exec.Size{Width: uint16(width), Height: uint16(height)}:
			case <-ctx.Done():
			}
		})
	}()
}
