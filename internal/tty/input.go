package tty

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
)

const (
	// ahead is how much is read before somebody wants it.
	ahead = 32 << 10
	// replayed is how much a second reader can be given again.
	replayed = 1 << 20
)

// ErrLost means that input was read that can't be had again.
var ErrLost = errors.New("the input was already read")

// Input is a stream with one reader after another: what one of them was handed
// and could not use goes to the next. Only one goroutine ever reads the stream
// itself, so that none is left behind that swallows what is typed next.
type Input struct {
	from  io.Reader
	start sync.Once

	mu      sync.Mutex
	changed *sync.Cond
	kept    []byte // from the place where a new reader begins
	used    int    // of kept, what the last reader was handed
	settled bool   // what was handed out is not needed again
	lost    bool
	err     error
}

// NewInput makes an input of a stream. Nothing is read before it is wanted.
func NewInput(from io.Reader) *Input {
	i := &Input{from: from}
	i.changed = sync.NewCond(&i.mu)
	return i
}

// pump reads the stream to its end.
func (i *Input) pump() {
	buffer := make([]byte, ahead)
	for {
		i.mu.Lock()
		for len(i.kept)-i.used >= ahead {
			i.changed.Wait()
		}
		i.mu.Unlock()
		n, err := i.from.Read(buffer)
		i.mu.Lock()
		i.kept = append(i.kept, buffer[:n]...)
		i.err = err
		i.changed.Broadcast()
		i.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Feed returns a reader that begins where the input was last settled. The one
// before it has to be closed.
func (i *Input) Feed() (*Feed, error) {
	i.start.Do(func() { go i.pump() })
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.lost {
		return nil, ErrLost
	}
	i.used, i.settled = 0, false
	return &Feed{input: i}, nil
}

// Settle says that what was handed out has arrived where it belongs.
func (i *Input) Settle() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.settled = true
	i.forget()
}

// forget drops what was handed out. The room is used again.
func (i *Input) forget() {
	i.kept = slices.Delete(i.kept, 0, i.used)
	i.used = 0
	i.changed.Broadcast()
}

// Line reads one line, which nobody else gets.
func (i *Input) Line(ctx context.Context) (string, error) {
	feed, err := i.Feed()
	if err != nil {
		return "", err
	}
	defer feed.Close()
	defer context.AfterFunc(ctx, feed.Close)()
	var line []byte
	for letter := make([]byte, 1); ; {
		n, err := feed.Read(letter)
		line = append(line, letter[:n]...)
		if err == nil && letter[0] != '\n' {
			continue
		}
		i.Settle()
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		if len(line) > 0 {
			err = nil
		}
		return string(bytes.TrimRight(line, "\r\n")), err
	}
}

// Feed is one reader of an Input.
type Feed struct {
	input  *Input
	closed bool
}

// Read waits for input, and for no longer than the feed is open.
func (f *Feed) Read(p []byte) (int, error) {
	i := f.input
	i.mu.Lock()
	defer i.mu.Unlock()
	for !f.closed && i.used == len(i.kept) && i.err == nil {
		i.changed.Wait()
	}
	switch {
	case f.closed:
		return 0, io.EOF
	case i.used == len(i.kept):
		return 0, i.err
	}
	n := copy(p, i.kept[i.used:])
	i.used += n
	if i.settled || i.used > replayed {
		i.lost = i.lost || !i.settled
		i.forget()
	}
	i.changed.Broadcast()
	return n, nil
}

// Close ends a Read that is under way, too.
func (f *Feed) Close() {
	f.input.mu.Lock()
	defer f.input.mu.Unlock()
	f.closed = true
	f.input.changed.Broadcast()
}
