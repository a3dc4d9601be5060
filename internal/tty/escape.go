package tty

import (
	"io"
	"time"
)

const (
	// escapeKey is Ctrl-], pressed escapeTimes within escapeWithin. The same keys
	// leave a container of systemd-nspawn, and no editor needs them thrice.
	escapeKey    = 0x1d
	escapeTimes  = 3
	escapeWithin = time.Second
)

// Escape passes on what is typed and notices the keys by which the user leaves a
// session that does not answer any more.
type Escape struct {
	From io.Reader
	// Leave is called when the keys were pressed.
	Leave func()

	pressed int
	first   time.Time
}

// Read passes everything on, the keys too.
func (e *Escape) Read(p []byte) (int, error) {
	n, err := e.From.Read(p)
	for _, key := range p[:n] {
		e.press(key)
	}
	return n, err
}

func (e *Escape) press(key byte) {
	switch {
	case key != escapeKey:
		e.pressed = 0
		return
	case e.pressed == 0 || time.Since(e.first) > escapeWithin:
		e.pressed, e.first = 0, time.Now()
	}
	e.pressed++
	if e.pressed == escapeTimes {
		e.pressed = 0
		e.Leave()
	}
}
