package skim

import (
	"bytes"
	"errors"
	"io"
)

// Errors of a window.
var (
	// ErrSyntax says that what comes next is not what was asked for: no JSON, JSON
	// that was cut, or more of it than a cursor follows.
	ErrSyntax = errors.New("no such JSON")
	// ErrTooLong says that one value is longer than the window may grow.
	ErrTooLong = errors.New("value too long")
)

// Window is the part of a stream that lies in memory: the value that is being
// read as a whole, and what was read ahead.
type Window struct {
	from    io.Reader
	buffer  []byte // of which the last Pad bytes are never filled
	start   int    // where the next value begins
	end     int    // of what was read
	before  int64  // bytes of the stream in front of the buffer
	failure error  // what the reader said last
	longest int
	cursor  Cursor
}

// NewWindow returns a window on a stream. It begins with a size in bytes and grows
// for a value that needs more, up to the longest.
func NewWindow(from io.Reader, size, longest, deepest int) *Window {
	w := &Window{from: from, buffer: make([]byte, size+Pad), longest: longest}
	w.cursor.deepest = min(deepest, MaxDepth)
	return w
}

// Offset returns where the next value begins, in bytes of the stream.
func (w *Window) Offset() int64 { return w.before + int64(w.start) }

// Next steps over white space and returns the first byte of what comes next. At
// the end of the stream it returns io.EOF or what the reader said.
func (w *Window) Next() (byte, error) {
	for {
		w.start = blank(w.buffer, w.start)
		if w.start < w.end {
			return w.buffer[w.start], nil
		}
		if err := w.more(); err != nil {
			return 0, err
		}
	}
}

// Drop steps over bytes that Next or Value has shown.
func (w *Window) Drop(n int) { w.start += n }

// Value lets a function walk over the next value, from its first byte, and
// returns how long it is; the window still stands in front of it. The function
// runs again from there where the value was not all in memory. What it saw holds
// until the window reads on.
func (w *Window) Value(walk func(*Cursor) bool) (length int, err error) {
	for {
		w.cursor.text, w.cursor.at, w.cursor.Values = w.buffer[w.start:], 0, 0
		ok := walk(&w.cursor)
		read := w.end - w.start
		switch {
		case ok && (w.cursor.at < read || !isDigit(w.buffer[w.end-1])):
			return w.cursor.at, nil
		case !ok && w.cursor.failed < read:
			return 0, ErrSyntax
		}
		if err := w.moreThan(read); err != nil {
			return w.last(ok, err)
		}
	}
}

// last is what Value returns where the stream ends at the end of what it walked
// over.
func (w *Window) last(ok bool, err error) (length int, _ error) {
	switch {
	case ok: // a number, which could have gone on
		return w.cursor.at, nil
	case errors.Is(err, io.EOF):
		return 0, ErrSyntax
	}
	return 0, err
}

// Seen returns what is in memory from the next value on.
func (w *Window) Seen() []byte { return w.buffer[w.start:w.end] }

// Rest returns the stream from the next value on; the window is of no more use.
func (w *Window) Rest() io.Reader {
	seen := bytes.NewReader(w.Seen())
	if w.failure != nil {
		return io.MultiReader(seen, failing{w.failure})
	}
	return io.MultiReader(seen, w.from)
}

// failing is a reader that says again what another one said.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// moreThan reads on where a value's beginning is not enough. A long one is walked
// over anew only when it has grown by a good part, since it may come in drops.
func (w *Window) moreThan(read int) error {
	const long = 1 << 20
	enough := read + 1
	if read > long {
		enough = read + read/4
	}
	for {
		if err := w.more(); err != nil {
			if w.end-w.start > read {
				return nil
			}
			return err
		}
		if w.end-w.start >= enough {
			return nil
		}
	}
}

// more reads on once, and fails where nothing came.
func (w *Window) more() error {
	if w.failure != nil {
		return w.failure
	}
	if w.end == len(w.buffer)-Pad {
		if err := w.makeRoom(); err != nil {
			return err
		}
	}
	const patience = 100 // reads that bring nothing and say nothing
	for range patience {
		n, err := w.from.Read(w.buffer[w.end : len(w.buffer)-Pad])
		w.end += n
		clear(w.buffer[w.end : w.end+Pad])
		w.failure = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	w.failure = io.ErrNoProgress
	return w.failure
}

// makeRoom moves the value that is being read to the front, and doubles the
// buffer where it fills more than half of it.
func (w *Window) makeRoom() error {
	seen := w.Seen()
	to := w.buffer
	size := len(w.buffer) - Pad
	switch {
	case len(seen) > size/2 && size < w.longest:
		to = make([]byte, min(2*size, w.longest)+Pad)
	case w.start == 0:
		return ErrTooLong
	}
	copy(to, seen)
	clear(to[len(seen) : len(seen)+Pad])
	w.before += int64(w.start)
	w.buffer, w.start, w.end = to, 0, len(seen)
	return nil
}
