//go:build !windows

package tty_test

import (
	"bytes"
	"context"
	"os"
	"os/signal"
	"reflect"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/term"

	"github.com/kubectl-threat/kubectl-threat/internal/tty"
)

// open makes a terminal of 80 by 24 characters.
func open(t *testing.T) (far, near *os.File) {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close(); near.Close() })
	resize(t, far, 80, 24)
	return far, near
}

func resize(t *testing.T, far *os.File, width, height uint16) {
	t.Helper()
	if err := pty.Setsize(far, &pty.Winsize{Cols: width, Rows: height}); err != nil {
		t.Fatal(err)
	}
}

func modes(t *testing.T, near *os.File) *term.State {
	t.Helper()
	state, err := term.GetState(int(near.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// exportAll lets states be compared, which show nothing.
func exportAll(reflect.Type) bool { return true }

func TestOf(t *testing.T) {
	_, near := open(t)
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var none *os.File
	if tty.Of(near, near) == nil {
		t.Error("a terminal is taken for none")
	}
	if tty.Of(file, near) != nil || tty.Of(near, &bytes.Buffer{}) != nil || tty.Of(none, near) != nil {
		t.Error("something else is taken for a terminal")
	}
}

func TestRawAndRestore(t *testing.T) {
	_, near := open(t)
	before := modes(t, near)
	terminal := tty.Of(near, near)
	for range 2 {
		if err := terminal.Raw(); err != nil {
			t.Fatal(err)
		}
	}
	if cmp.Equal(before, modes(t, near), cmp.Exporter(exportAll)) {
		t.Error("the terminal is not raw")
	}
	for range 2 {
		if err := terminal.Restore(); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, modes(t, near), cmp.Exporter(exportAll)); diff != "" {
		t.Errorf("modes (-before +after):\n%s", diff)
	}
}

func TestRawFails(t *testing.T) {
	far, near := open(t)
	terminal := tty.Of(near, near)
	far.Close()
	near.Close()
	if terminal.Raw() == nil {
		t.Error("a terminal that is gone became raw")
	}
	if w, h := terminal.Size(); w != 0 || h != 0 {
		t.Errorf("it is %d by %d", w, h)
	}
}

// A new size is told; a stop and its end bring raw mode back.
func TestWatch(t *testing.T) {
	far, near := open(t)
	terminal := tty.Of(near, near)
	ctx, cancel := context.WithCancel(t.Context())
	sizes, done := make(chan [2]int, 10), make(chan struct{})
	// The signals reach this test first, so that it knows that they were sent.
	caught := make(chan os.Signal, 10)
	signal.Notify(caught, syscall.SIGWINCH, syscall.SIGCONT)
	defer signal.Stop(caught)
	go func() {
		defer close(done)
		terminal.Watch(ctx, func(w, h int) { sizes <- [2]int{w, h} })
	}()
	kill := func(s syscall.Signal) {
		t.Helper()
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			t.Fatal(err)
		}
		<-caught
	}
	for _, want := range [][2]int{{80, 24}, {100, 30}} {
		resize(t, far, uint16(want[0]), uint16(want[1]))
		kill(syscall.SIGWINCH)
		if size := <-sizes; size != want {
			t.Errorf("size %v, want %v", size, want)
		}
	}
	cooked := modes(t, near)
	if err := terminal.Raw(); err != nil {
		t.Fatal(err)
	}
	raw := modes(t, near)
	if err := term.Restore(int(near.Fd()), cooked); err != nil {
		t.Fatal(err)
	}
	eventually(t, "raw mode", func() bool {
		kill(syscall.SIGCONT)
		return cmp.Equal(raw, modes(t, near), cmp.Exporter(exportAll))
	})
	cancel()
	<-done
	if len(sizes) > 0 {
		t.Errorf("told once more: %v", <-sizes)
	}
}

func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 500 {
		if so() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s did not come", what)
}
