package tty_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/tty"
)

func feed(t *testing.T, input *tty.Input) *tty.Feed {
	t.Helper()
	f, err := input.Feed()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(t *testing.T, from io.Reader, n int) string {
	t.Helper()
	p := make([]byte, n)
	if _, err := io.ReadFull(from, p); err != nil {
		t.Fatal(err)
	}
	return string(p)
}

// What the first reader was handed in vain, the second gets again.
func TestInputIsReplayed(t *testing.T) {
	input := tty.NewInput(strings.NewReader("hello, world"))
	first := feed(t, input)
	if got := read(t, first, 5); got != "hello" {
		t.Errorf("first %q", got)
	}
	first.Close()
	second := feed(t, input)
	if got := read(t, second, 7); got != "hello, " {
		t.Errorf("second %q", got)
	}
	input.Settle()
	if got, err := io.ReadAll(second); string(got) != "world" || err != nil {
		t.Errorf("the rest is %q, %v", got, err)
	}
	second.Close()
	if got, err := io.ReadAll(feed(t, input)); len(got) > 0 || err != nil {
		t.Errorf("settled input came again: %q, %v", got, err)
	}
}

// A reader that is closed swallows nothing that comes later.
func TestClosedFeedSwallowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := io.Pipe()
		input := tty.NewInput(from)
		first := feed(t, input)
		ended := make(chan error)
		go func() {
			_, err := first.Read(make([]byte, 10))
			ended <- err
		}()
		synctest.Wait()
		first.Close()
		if err := <-ended; !errors.Is(err, io.EOF) {
			t.Errorf("the read under way ended with %v", err)
		}
		second := feed(t, input)
		go to.Write([]byte("late"))
		if got := read(t, second, 4); got != "late" {
			t.Errorf("second %q", got)
		}
		to.Close()
	})
}

// Input that nobody confirms is not kept without bounds, and then not replayed
// in part.
func TestInputIsLostBeyondTheBound(t *testing.T) {
	input := tty.NewInput(strings.NewReader(strings.Repeat("x", 3<<20)))
	first := feed(t, input)
	if n, err := io.Copy(io.Discard, first); n != 3<<20 || err != nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	first.Close()
	if _, err := input.Feed(); !errors.Is(err, tty.ErrLost) {
		t.Errorf("error %v, want %v", err, tty.ErrLost)
	}
}

// Reading runs ahead of the reader only so far.
func TestInputWaitsForItsReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endless := &counting{}
		input := tty.NewInput(endless)
		f := feed(t, input)
		read(t, f, 10)
		synctest.Wait()
		if endless.read > 100_000 {
			t.Errorf("%d bytes were read ahead", endless.read)
		}
		endless.end = true
		input.Settle()
		io.Copy(io.Discard, f)
	})
}

type counting struct {
	read int
	end  bool
}

func (c *counting) Read(p []byte) (int, error) {
	if c.end {
		return 0, io.EOF
	}
	c.read += len(p)
	return len(p), nil
}

func TestInputLine(t *testing.T) {
	input := tty.NewInput(strings.NewReader("yes\r\nls\nlast"))
	for _, want := range []string{"yes", "ls", "last"} {
		if got, err := input.Line(t.Context()); got != want || err != nil {
			t.Errorf("line %q, %v, want %q", got, err, want)
		}
	}
	if _, err := input.Line(t.Context()); !errors.Is(err, io.EOF) {
		t.Errorf("error %v at the end", err)
	}
}

func TestInputLineIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := io.Pipe()
		input := tty.NewInput(from)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := input.Line(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the context's", err)
		}
		to.Close()
	})
}

func TestEscape(t *testing.T) {
	type press struct {
		keys  string
		after time.Duration
	}
	tests := map[string]struct {
		presses []press
		left    int
	}{
		"thrice at once":   {[]press{{"\x1d\x1d\x1d", 0}}, 1},
		"thrice in time":   {[]press{{"\x1d", 0}, {"\x1d", 300 * time.Millisecond}, {"\x1d", 300 * time.Millisecond}}, 1},
		"twice":            {[]press{{"\x1d\x1d", 0}}, 0},
		"something else":   {[]press{{"\x1d\x1dx\x1d", 0}}, 0},
		"too slow":         {[]press{{"\x1d\x1d", 0}, {"\x1d", 2 * time.Second}}, 0},
		"slow, then quick": {[]press{{"\x1d", 0}, {"\x1d\x1d\x1d", 2 * time.Second}}, 1},
		"six times":        {[]press{{"\x1d\x1d\x1d\x1d\x1d\x1d", 0}}, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				from, to := io.Pipe()
				left, typed := 0, ""
				escape := &tty.Escape{From: from, Leave: func() { left++ }}
				go func() {
					for _, p := range tt.presses {
						time.Sleep(p.after)
						to.Write([]byte(p.keys))
					}
					to.Close()
				}()
				got, err := io.ReadAll(escape)
				for _, p := range tt.presses {
					typed += p.keys
				}
				if left != tt.left || string(got) != typed || err != nil {
					t.Errorf("left %d times with %q, %v; want %d times with %q", left, got, err, tt.left, typed)
				}
			})
		})
	}
}
