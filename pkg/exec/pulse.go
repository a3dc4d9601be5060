package exec

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	// pingEvery keeps load balancers from closing a connection on which a
	// command is silent; kubectl uses the same period.
	pingEvery = 5 * time.Second
	// silentFor is how long a server may leave every ping of an interaction
	// unanswered; kubectl waits as long.
	silentFor = 60 * time.Second
)

// heart is how often a connection is pinged, and how long it may stay silent.
type heart struct{ every, silent time.Duration }

// pulse notes when the server was heard last. Silence only counts while the
// near end waits for it: a reader of our output that has stopped, or a command
// that does not read its input, holds up the answers to pings as well.
type pulse struct {
	heard atomic.Int64 // nanoseconds since 1970
	busy  atomic.Int32
}

func (p *pulse) beat() {
	if p != nil {
		p.heard.Store(time.Now().UnixNano())
	}
}

// hold begins a step that may block for reasons of this end, and returns what
// ends it.
func (p *pulse) hold() (release func()) {
	if p == nil {
		return func() {}
	}
	p.busy.Add(1)
	return func() {
		p.beat()
		p.busy.Add(-1)
	}
}

// watch gives the session up when the server has been silent for too long.
func (s *session) watch(ctx context.Context) {
	if s.pulse == nil {
		return
	}
	s.pulse.beat()
	tick := time.NewTicker(s.heart.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		silence := time.Since(time.Unix(0, s.pulse.heard.Load()))
		if s.pulse.busy.Load() == 0 && silence > s.heart.silent {
			s.fail(&classed{kind: ErrTruncated, cause: fmt.Errorf("the server has been silent for %s", s.heart.silent)})
			return
		}
	}
}
