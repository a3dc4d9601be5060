//go:build !windows

package shell_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/term"

	"github.com/kubectl-threat/kubectl-threat/internal/recording"
	"github.com/kubectl-threat/kubectl-threat/internal/shell"
	"github.com/kubectl-threat/kubectl-threat/internal/tty"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// door plays a container.
type door func(ctx context.Context, with exec.Interaction) (int, error)

func (d door) Interact(ctx context.Context, _ exec.Container, with exec.Interaction) (int, error) {
	return d(ctx, with)
}

// Run is what sweeps up behind a session.
func (d door) Run(ctx context.Context, _ exec.Container, command exec.Command) (exec.Result, error) {
	if err := ctx.Err(); err != nil || len(command.Argv) != 5 || len(command.Argv[4]) < len("KUBECTL_THREAT_SHELL=")+20 {
		return exec.Result{ExitCode: exec.Unknown}, err
	}
	return exec.Result{Stdout: []byte("2\n")}, nil
}

func web() exec.Container { return exec.Container{Namespace: "shop", Pod: "cart-0", Name: "web"} }

// seat is a terminal with somebody at it.
type seat struct {
	far, near *os.File
	before    *term.State
	seen      chan string // all that was printed, up to endOfTest
}

func sit(t *testing.T) *seat {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close(); near.Close() })
	if err := pty.Setsize(far, &pty.Winsize{Cols: 80, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	s := &seat{far: far, near: near, seen: make(chan string, 1)}
	s.before = s.modes(t)
	go func() {
		printed, _ := bufio.NewReader(far).ReadString(endOfTest[0])
		s.seen <- strings.TrimSuffix(printed, endOfTest)
		io.Copy(io.Discard, far)
	}()
	return s
}

func (s *seat) modes(t *testing.T) *term.State {
	t.Helper()
	state, err := term.GetState(int(s.near.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// endOfTest is printed last, since a terminal that is being read can't be closed.
const endOfTest = "\x00"

// screen is all that was printed.
func (s *seat) screen() string {
	s.near.WriteString(endOfTest)
	return <-s.seen
}

func (s *seat) wantAsBefore(t *testing.T) {
	t.Helper()
	all := cmp.Exporter(func(reflect.Type) bool { return true })
	if diff := cmp.Diff(s.before, s.modes(t), all); diff != "" {
		t.Errorf("modes of the terminal (-before +after):\n%s", diff)
	}
}

// session is one at the seat's terminal.
func (s *seat) session(d door) shell.Session {
	return shell.Session{
		Door: d, In: web(), Stdin: tty.NewInput(s.near), Stdout: s.near, Stderr: s.near, Terminal: tty.Of(s.near, s.near),
	}
}

// record begins a recording and returns what reads it back.
func record(t *testing.T, pipe bool) (r *recording.Recording, read func() string) {
	t.Helper()
	r, err := recording.Create(t.TempDir(), recording.Header{Began: time.Now(), Subject: "x", Pipe: pipe}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r, func() string {
		body, err := os.ReadFile(filepath.Clean(r.Close().Path))
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
}
