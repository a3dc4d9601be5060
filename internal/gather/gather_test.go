package gather_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

type forbidden struct{}

func (forbidden) Error() string               { return "get pods in namespace shop" }
func (forbidden) GapReason() threat.GapReason { return threat.Denied }

func TestInto(t *testing.T) {
	tests := map[string]struct {
		ask    func(context.Context) (int, error)
		value  int
		reason threat.GapReason
		detail string
	}{
		"an answer": {
			ask:   func(context.Context) (int, error) { return 7, nil },
			value: 7,
		},
		"an answer that is zero": {
			ask: func(context.Context) (int, error) { return 0, nil },
		},
		"an error that knows its reason": {
			ask:    func(context.Context) (int, error) { return 7, fmt.Errorf("reading pod: %w", forbidden{}) },
			reason: threat.Denied,
			detail: "reading pod: get pods in namespace shop",
		},
		"the deadline": {
			ask:    func(context.Context) (int, error) { return 0, fmt.Errorf("reading pod: %w", context.DeadlineExceeded) },
			reason: threat.TimedOut,
			detail: "reading pod: context deadline exceeded",
		},
		"a timeout of the network": {
			ask:    func(context.Context) (int, error) { return 0, fmt.Errorf("dialling: %w", os.ErrDeadlineExceeded) },
			reason: threat.TimedOut,
			detail: "dialling: i/o timeout",
		},
		"any other error": {
			ask:    func(context.Context) (int, error) { return 0, errors.New("connection refused") },
			reason: threat.Failed,
			detail: "connection refused",
		},
		"a panic": {
			ask:    func(context.Context) (int, error) { panic("index out of range") },
			reason: threat.Failed,
			detail: "this tool broke on the answer: index out of range",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var slot threat.Found[int]
			gather.All(t.Context(), []gather.Probe{gather.Into(&slot, "n", "asking by hand", tt.ask)}, gather.Limits{})
			value, ok := slot.Get()
			if ok != (tt.reason == "") || value != tt.value {
				t.Errorf("Get() = %d, %v, want %d, %v", value, ok, tt.value, tt.reason == "")
			}
			gap, _ := slot.Gap()
			if gap.Reason != tt.reason || gap.Detail.Raw() != tt.detail {
				t.Errorf("Gap() = %q, %q, want %q, %q", gap.Reason, gap.Detail, tt.reason, tt.detail)
			}
			if slot.How != "asking by hand" {
				t.Errorf("How = %q", slot.How)
			}
		})
	}
}

// waitFor answers after some time, or with the context's error before that.
func waitFor(d time.Duration) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		select {
		case <-time.After(d):
			return "done", nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

func TestSlowProbeLeavesTheOthersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var quick, slow threat.Found[string]
		began := time.Now()
		gather.All(t.Context(), []gather.Probe{
			gather.Into(&slow, "slow", "", waitFor(time.Hour)),
			gather.Into(&quick, "quick", "", waitFor(time.Second)),
		}, gather.Limits{Parallel: 8, Timeout: 10 * time.Second})
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("All took %v, want 10s", took)
		}
		if value, ok := quick.Get(); !ok || value != "done" || quick.Took != time.Second {
			t.Errorf("quick = %q, %v after %v, want done after 1s", value, ok, quick.Took)
		}
		if gap, ok := slow.Gap(); !ok || gap.Reason != threat.TimedOut || slow.Took != 10*time.Second {
			t.Errorf("slow left %q after %v, want %q after 10s", gap.Reason, slow.Took, threat.TimedOut)
		}
	})
}

func TestNoMoreThanTheLimitAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		slots := make([]threat.Found[string], 9)
		probes := make([]gather.Probe, len(slots))
		for i := range slots {
			probes[i] = gather.Into(&slots[i], "", "", func(ctx context.Context) (string, error) {
				most.Store(max(most.Load(), now.Add(1)))
				defer now.Add(-1)
				return waitFor(time.Second)(ctx)
			})
		}
		began := time.Now()
		gather.All(t.Context(), probes, gather.Limits{Parallel: 3, Timeout: 2 * time.Second})
		if got := most.Load(); got != 3 {
			t.Errorf("%d ran at once, want 3", got)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("All took %v, want 3s", took)
		}
		for i := range slots {
			if _, ok := slots[i].Get(); !ok {
				t.Errorf("slot %d has no answer: waiting for a turn counted against its time", i)
			}
		}
	})
}

// All must not return while a probe can still write, so a probe that is slow to
// notice the end holds it up.
func TestAllWaitsForAProbeThatEndsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var slot threat.Found[string]
		began := time.Now()
		gather.All(t.Context(), []gather.Probe{
			gather.Into(&slot, "stubborn", "", func(context.Context) (string, error) {
				time.Sleep(time.Minute)
				return "late", nil
			}),
		}, gather.Limits{Timeout: time.Second})
		if took := time.Since(began); took != time.Minute {
			t.Errorf("All took %v, want 1m", took)
		}
		if value, _ := slot.Get(); value != "late" {
			t.Errorf("the answer %q was lost", value)
		}
	})
}

func TestNothingIsAskedAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	asked := false
	var slot threat.Found[string]
	gather.All(ctx, []gather.Probe{
		gather.Into(&slot, "late", "", func(context.Context) (string, error) {
			asked = true
			return "", nil
		}),
	}, gather.Limits{})
	if asked {
		t.Error("a question was asked after the end")
	}
	if gap, ok := slot.Gap(); !ok || gap.Detail.Raw() != "not asked: context canceled" {
		t.Errorf("gap = %q, %v", gap.Detail, ok)
	}
}
