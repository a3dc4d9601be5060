// Package gather asks many questions at once and keeps what came back: an answer
// for each, or the reason why there is none.
package gather

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

// Probe is one question that knows the slot for its answer.
type Probe struct {
	Name string
	ask  func(context.Context)
}

// Limits bounds what All does at a time. Zero means no bound.
type Limits struct {
	Parallel int           // probes that run at once
	Timeout  time.Duration // for each probe, from its own start
}

// All runs the probes and returns when every one of them has ended, so that
// nobody still writes into a slot that is being read.
//
// A probe has to return soon after its context has ended: All gives it no other
// signal, and waits for one that ignores it. An answer that was complete before
// the deadline is kept, whatever happened to the others.
func All(ctx context.Context, probes []Probe, limits Limits) {
	var group errgroup.Group // without a context: one failure must not cancel the rest
	if limits.Parallel > 0 {
		group.SetLimit(limits.Parallel)
	}
	for _, probe := range probes {
		group.Go(func() error {
			run(ctx, probe, limits.Timeout)
			return nil
		})
	}
	_ = group.Wait() // no probe returns an error; it is in the slot
}

func run(ctx context.Context, probe Probe, timeout time.Duration) {
	if timeout > 0 {
		bounded, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		ctx = bounded
	}
	probe.ask(ctx)
}
