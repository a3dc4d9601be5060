package tty

import (
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// lookEvery is how often the size is asked for: a console tells of no change
// unless its events are read, which the input belongs to.
const lookEvery = 250 * time.Millisecond

func signsOfChange() (signs <-chan sign, stop func()) {
	tick := time.NewTicker(lookEvery)
	done := make(chan struct{})
	out := make(chan sign)
	go func() {
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				select {
				case out <- sign{}:
				case <-done:
					return
				}
			}
		}
	}()
	return out, func() { close(done) }
}

// interpretSequences makes a console act on escape sequences instead of printing
// them.
func interpretSequences(out *os.File) (undo func(), err error) {
	handle := windows.Handle(out.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(handle, &mode); err != nil {
		return nil, err
	}
	wanted := mode | windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	if err := windows.SetConsoleMode(handle, wanted); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(handle, mode) }, nil
}
