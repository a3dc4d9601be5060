package intake

import (
	"fmt"
	"io"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// selection says which findings of an input to keep.
type selection struct {
	wanted func(threat.Finding) bool // nil for all
	names  int                       // reading ends behind so many different ones; 0 for any number
}

// picked is what was kept. Beside an error there may be findings.
type picked struct {
	findings []threat.Finding
	more     bool // reading ended, since there were so many different ones
	err      error
}

// collect keeps the wanted findings of the input.
func collect(r io.Reader, limits Limits, s selection) picked {
	c := collection{most: limits.Findings}
	names := map[untrusted.Text]bool{}
	for f, err := range All(r, limits) {
		switch {
		case err != nil:
			c.fail(err)
		case s.wanted == nil || s.wanted(f):
			c.keep(f)
			names[f.Name] = true
		}
		if s.names > 0 && len(names) > s.names {
			return picked{findings: c.findings, more: true}
		}
		if c.full {
			break
		}
	}
	return picked{findings: c.findings, err: c.err()}
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
