//go:build !windows

package tty

import (
	"os"
	"os/signal"
	"syscall"
)

// signsOfChange listens to the signals that say so.
func signsOfChange() (signs <-chan sign, stop func()) {
	caught := make(chan os.Signal, 1)
	done := make(chan struct{})
	out := make(chan sign)
	signal.Notify(caught, syscall.SIGWINCH, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-done:
				return
			case s := <-caught:
				select {
				case out <- sign{resumed: s == syscall.SIGCONT}:
				case <-done:
					return
				}
			}
		}
	}()
	return out, func() {
		signal.Stop(caught)
		close(done)
	}
}

// interpretSequences has nothing to do: every terminal does.
func interpretSequences(*os.File) (undo func(), err error) { return func() {}, nil }
