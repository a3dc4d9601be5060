package shell

import (
	"errors"
	"io"

	"github.com/kubectl-threat/kubectl-threat/internal/screen"
	"github.com/kubectl-threat/kubectl-threat/internal/tty"
)

// connectOutput leads the streams of the command to the user's.
func (h *held) connectOutput() {
	h.stdout = h.output(h.Stdout)
	if h.Terminal == nil { // else there is one stream of output
		h.stderr = h.output(h.Stderr)
	}
}

// output leads one stream to its destination. A terminal gets it filtered, and so
// does the recording, which is made for being played on one; a file or a pipe gets
// it as it is.
func (h *held) output(to io.Writer) io.Writer {
	if _, isTerminal := tty.Is(to); isTerminal {
		filter := h.filter(h.recorded(to), h.Raw)
		h.shown = append(h.shown, filter)
		return filter
	}
	if h.Recording == nil {
		return to
	}
	return io.MultiWriter(to, h.filter(h.Recording, false))
}

func (h *held) filter(to io.Writer, raw bool) *screen.Filter {
	filter := screen.New(to, raw)
	h.filters = append(h.filters, filter)
	return filter
}

func (h *held) recorded(to io.Writer) io.Writer {
	if h.Recording == nil {
		return to
	}
	return io.MultiWriter(to, h.Recording)
}

// typed is what the command gets from the user.
func (h *held) typed(from io.Reader) io.Reader {
	if h.Terminal != nil {
		from = &tty.Escape{From: from, Leave: func() { h.leave(ErrLeft) }}
	}
	if h.Recording != nil && (h.Typed || h.Terminal == nil) {
		from = io.TeeReader(from, inputOf{h})
	}
	return from
}

// inputOf records what is read.
type inputOf struct{ *held }

// Write never fails.
func (i inputOf) Write(p []byte) (int, error) {
	i.Recording.Input(p)
	return len(p), nil
}

// restore brings the terminal back: what the container has switched on, and its
// modes.
func (h *held) restore() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return nil
	}
	h.over = true
	var err error
	for _, filter := range h.filters {
		err = errors.Join(err, filter.Flush())
	}
	if !h.entered {
		return err
	}
	h.entered = false
	h.unwatch()
	if h.begun.Load() {
		_, wrong := h.Stdout.Write(h.shown[0].Restore())
		err = errors.Join(err, wrong)
	}
	return errors.Join(err, h.Terminal.Restore())
}

// refused adds up what the filters kept from the terminal.
func (h *held) refused() []screen.Count {
	if h.Raw {
		return nil
	}
	return screen.Sum(h.shown...)
}
