//go:build !windows

package shell_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/screen"
	"github.com/kubectl-threat/kubectl-threat/internal/shell"
	"github.com/kubectl-threat/kubectl-threat/internal/tty"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

func TestAtTerminal(t *testing.T) {
	seat := sit(t)
	session := seat.session(func(_ context.Context, with exec.Interaction) (int, error) {
		with.Connected()
		if size := <-with.Sizes; !with.TTY || size != (exec.Size{Width: 80, Height: 24}) {
			t.Errorf("TTY %t of %v", with.TTY, size)
		}
		seat.far.WriteString("\x03\x04q") // neither a signal nor the end of the input
		typed := make([]byte, 3)
		if _, err := io.ReadFull(with.Stdin, typed); err != nil || string(typed) != "\x03\x04q" {
			t.Errorf("typed %q, %v", typed, err)
		}
		fmt.Fprint(with.Stdout, "$ \x1b]52;c;cm0=\a\x1b[?1000h\x1b[1mhi")
		return 3, nil
	})
	recorded, read := record(t, false)
	session.Recording = recorded
	outcome, err := session.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := shell.Outcome{ExitCode: 3, Begun: true, Refused: []screen.Count{{Kind: screen.Clipboard, Times: 1}, {Kind: screen.Mouse, Times: 1}}}
	if diff := cmp.Diff(want, outcome); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
	seat.wantAsBefore(t)
	shown := seat.screen()
	if !strings.HasPrefix(shown, `$ \x1b]52;c;cm0=\a`+"\x1b[1mhi\x1b(B") || !strings.HasSuffix(shown, "\x1b[?1016l\r\n") {
		t.Errorf("the terminal got %q", shown)
	}
	body := read()
	if !strings.Contains(body, `"o", "$ \\x1b]52;c;cm0=\\a\u001b[1mhi"`) || !strings.Contains(body, `"r", "80x24"`) || strings.Contains(body, `"i"`) {
		t.Errorf("recorded\n%s", body)
	}
}

// What is typed is recorded only if somebody asks for it.
func TestTypedIsRecorded(t *testing.T) {
	seat := sit(t)
	session := seat.session(func(_ context.Context, with exec.Interaction) (int, error) {
		with.Connected()
		<-with.Sizes
		seat.far.WriteString("id\r")
		io.ReadFull(with.Stdin, make([]byte, 3))
		return 0, nil
	})
	recorded, read := record(t, false)
	session.Recording, session.Typed = recorded, true
	if _, err := session.Hold(t.Context()); err != nil {
		t.Fatal(err)
	}
	if body := read(); !strings.Contains(body, `"i", "id\u000d"`) {
		t.Errorf("recorded\n%s", body)
	}
}

// A pipe gets the bytes as they are, the recording something that can be played.
func TestWithPipes(t *testing.T) {
	const output = "\x1b]0;t\atext\n\xff"
	var out, errs bytes.Buffer
	recorded, read := record(t, true)
	session := shell.Session{
		In: web(), Stdin: tty.NewInput(strings.NewReader("id\n")), Stdout: &out, Stderr: &errs, Recording: recorded,
		Door: door(func(_ context.Context, with exec.Interaction) (int, error) {
			with.Connected()
			typed, err := io.ReadAll(with.Stdin)
			if string(typed) != "id\n" || err != nil || with.TTY || with.Sizes != nil {
				t.Errorf("got %q, %v, TTY %t", typed, err, with.TTY)
			}
			fmt.Fprint(with.Stdout, output)
			fmt.Fprint(with.Stderr, "oh")
			return 0, nil
		}),
	}
	outcome, err := session.Hold(t.Context())
	if err != nil || outcome.ExitCode != 0 || len(outcome.Refused) > 0 {
		t.Errorf("outcome %+v, %v", outcome, err)
	}
	if out.String() != output || errs.String() != "oh" {
		t.Errorf("output %q and %q", &out, &errs)
	}
	body := read()
	for _, want := range []string{`"i", "id\u000a"`, `"o", "text\u000d\u000a`, `"o", "oh"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in\n%s", want, body)
		}
	}
}

// The next shell gets what the one before it was handed in vain.
func TestNextShellGetsTheInput(t *testing.T) {
	var tried []string
	session := shell.Session{
		In: web(), Stdin: tty.NewInput(strings.NewReader("id\nexit\n")), Stdout: io.Discard, Stderr: io.Discard,
		Door: door(func(_ context.Context, with exec.Interaction) (int, error) {
			tried = append(tried, with.Argv[0])
			with.Connected()
			if len(tried) < 4 {
				io.ReadFull(with.Stdin, make([]byte, len(tried)))
				return exec.Unknown, fmt.Errorf("starting: %w", exec.ErrNoExecutable)
			}
			typed, err := io.ReadAll(with.Stdin)
			if string(typed) != "id\nexit\n" || err != nil {
				t.Errorf("got %q, %v", typed, err)
			}
			return 7, nil
		}),
	}
	outcome, err := session.Hold(t.Context())
	if outcome.ExitCode != 7 || err != nil {
		t.Errorf("outcome %+v, %v", outcome, err)
	}
	if diff := cmp.Diff([]string{"/bin/sh", "bash", "sh", "ash"}, tried); diff != "" {
		t.Errorf("tried (-want +got):\n%s", diff)
	}
}

func TestNoShell(t *testing.T) {
	missing := door(func(_ context.Context, with exec.Interaction) (int, error) {
		with.Connected()
		return exec.Unknown, fmt.Errorf("starting: %w", exec.ErrNoExecutable)
	})
	seat := sit(t)
	outcome, err := seat.session(missing).Hold(t.Context())
	if !errors.Is(err, shell.ErrNoShell) || outcome.Begun || !strings.Contains(err.Error(), web().String()) {
		t.Errorf("outcome %+v, %v", outcome, err)
	}
	seat.wantAsBefore(t)
	session := seat.session(missing)
	session.Command = []string{"id"}
	if _, err := session.Hold(t.Context()); !errors.Is(err, exec.ErrNoExecutable) || errors.Is(err, shell.ErrNoShell) {
		t.Errorf("a command that is missing: %v", err)
	}
	seat.wantAsBefore(t)
	if shown := seat.screen(); shown != "" {
		t.Errorf("the terminal got %q", shown)
	}
}

// However a session ends, the terminal is what it was before.
func TestTerminalIsRestored(t *testing.T) {
	errGone := errors.New("the server has gone")
	tests := map[string]struct {
		act  func(seat *seat, cancel context.CancelCauseFunc) (int, error)
		want error
		// hungUp is how many processes were ended on the other side.
		hungUp int
	}{
		"error":      {func(*seat, context.CancelCauseFunc) (int, error) { return exec.Unknown, errGone }, errGone, 0},
		"broken off": {func(*seat, context.CancelCauseFunc) (int, error) { return exec.Unknown, exec.ErrTruncated }, exec.ErrTruncated, 2},
		"cancelled": {func(_ *seat, cancel context.CancelCauseFunc) (int, error) {
			cancel(errGone)
			return exec.Unknown, nil
		}, errGone, 2},
		"left by the keys": {func(seat *seat, _ context.CancelCauseFunc) (int, error) {
			seat.far.WriteString("\x1d\x1d\x1d")
			return exec.Unknown, nil
		}, shell.ErrLeft, 2},
		"panic": {func(*seat, context.CancelCauseFunc) (int, error) { panic(errGone) }, errGone, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			seat := sit(t)
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			session := seat.session(func(ctx context.Context, with exec.Interaction) (int, error) {
				with.Connected()
				<-with.Sizes
				code, err := tt.act(seat, cancel)
				if err != nil {
					return code, err
				}
				go io.Copy(io.Discard, with.Stdin)
				<-ctx.Done()
				return exec.Unknown, context.Cause(ctx)
			})
			outcome, err := holdOrPanic(ctx, session)
			if !errors.Is(err, tt.want) || outcome.HungUp != tt.hungUp {
				t.Errorf("outcome %+v, error %v, want %v and %d hung up", outcome, err, tt.want, tt.hungUp)
			}
			seat.wantAsBefore(t)
		})
	}
}

func holdOrPanic(ctx context.Context, session shell.Session) (outcome shell.Outcome, err error) {
	defer func() {
		if cause, ok := recover().(error); ok {
			err = cause
		}
	}()
	return session.Hold(ctx)
}

// A connection that comes about when the session was given up changes nothing.
func TestLateConnection(t *testing.T) {
	seat := sit(t)
	var late func()
	session := seat.session(func(_ context.Context, with exec.Interaction) (int, error) {
		late = with.Connected
		return exec.Unknown, context.Canceled
	})
	if _, err := session.Hold(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	late()
	seat.wantAsBefore(t)
}
