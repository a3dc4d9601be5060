package intake

import (
	"fmt"
	"io"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// collect keeps the wanted findings of the input.
func collect(r io.Reader, limits Limits, wanted func(threat.Finding) bool) ([]threat.Finding, error) {
	c := collection{most: limits.Findings}
	for f, err := range All(r, limits) {
		if err != nil {
			c.fail(err)
		} else if wanted(f) {
			c.keep(f)
		}
		if c.full {
			break
		}
	}
	return c.findings, c.err()
}

// collection gathers findings and counts errors.
type collection struct {
	most     int // findings; 0 for any number
	findings []threat.Finding
	first    error
	more     int // errors behind the first
	full     bool
}

// mostErrors is how many errors may follow the first: more are no accident.
const mostErrors = 100

func (c *collection) keep(f threat.Finding) {
	if c.most > 0 && len(c.findings) == c.most {
		c.first, c.more, c.full = tooMuch("it has more findings", int64(c.most), ""), 0, true
		return
	}
	c.findings = append(c.findings, f)
}

func (c *collection) fail(err error) {
	if c.first == nil {
		c.first = err
		return
	}
	c.more++
	c.full = c.more == mostErrors
}

func (c *collection) err() error {
	switch {
	case c.more == mostErrors:
		return fmt.Errorf("%w, and so on %d times more; the rest was not read", c.first, c.more)
	case c.more > 0:
		return fmt.Errorf("%w, and %d more like it", c.first, c.more)
	}
	return c.first
}
