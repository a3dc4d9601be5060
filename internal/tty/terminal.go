// Package tty is the near end of an interactive session: the terminal that the
// user sits at, and what the user types.
package tty

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// Terminal is a terminal that is both read and written.
type Terminal struct {
	in, out *os.File
	// Asking a file for its number is no reading: only one goroutine may.
	inFd, outFd int

	mu       sync.Mutex
	original *term.State // while it is raw
	undo     func()
}

// Of returns the terminal that both streams are, and nil if one of them is none.
func Of(in io.Reader, out io.Writer) *Terminal {
	from, isFile := Is(in)
	to, alsoFile := Is(out)
	if !isFile || !alsoFile {
		return nil
	}
	return &Terminal{in: from, out: to, inFd: int(from.Fd()), outFd: int(to.Fd())}
}

// Is tells whether a stream is a terminal, and returns its file.
func Is(stream any) (*os.File, bool) {
	file, ok := stream.(*os.File)
	if !ok || file == nil || !term.IsTerminal(int(file.Fd())) {
		return nil, false
	}
	return file, true
}

// Raw hands every key over as it is pressed, Ctrl-C included. Restore undoes it.
func (t *Terminal) Raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.original != nil {
		return nil
	}
	undo, err := interpretSequences(t.out)
	if err != nil {
		return fmt.Errorf("preparing the terminal: %w", err)
	}
	original, err := term.MakeRaw(t.inFd)
	if err != nil {
		undo()
		return fmt.Errorf("bringing the terminal into raw mode: %w", err)
	}
	t.original, t.undo = original, undo
	return nil
}

// Restore brings the terminal back into the mode that it had before Raw. It may
// be called at any time and more than once.
func (t *Terminal) Restore() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.original == nil {
		return nil
	}
	err := term.Restore(t.inFd, t.original)
	t.undo()
	t.original = nil
	if err != nil {
		return fmt.Errorf("restoring the terminal: %w", err)
	}
	return nil
}

// again brings a terminal back into raw mode that somebody has taken out of it.
func (t *Terminal) again() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.original != nil {
		_, _ = term.MakeRaw(t.inFd) // it could before
	}
}

// Size is in characters; zero where the terminal does not know.
func (t *Terminal) Size() (width, height int) {
	width, height, err := term.GetSize(t.outFd)
	if err != nil {
		return 0, 0
	}
	return width, height
}

// Watch tells the size, at once and whenever it has changed, until the context
// ends.
func (t *Terminal) Watch(ctx context.Context, changed func(width, height int)) {
	signs, stop := signsOfChange()
	defer stop()
	width, height := 0, 0
	for {
		if w, h := t.Size(); w != width || h != height {
			width, height = w, h
			changed(w, h)
		}
		select {
		case <-ctx.Done():
			return
		case sign := <-signs:
			if sign.resumed {
				t.again()
			}
		}
	}
}

// sign says that the terminal may have changed.
type sign struct {
	// resumed follows a stop, while which a shell has put its own modes in place.
	resumed bool
}
