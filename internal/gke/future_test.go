package gke

import (
	"context"
	"errors"
	"testing"
)

func TestFutureIsAskedForOnce(t *testing.T) {
	calls := 0
	f := &future[int]{load: func(context.Context) (int, error) {
		calls++
		return 7, nil
	}}
	for range 3 {
		if value, err := f.get(t.Context()); value != 7 || err != nil {
			t.Errorf("get() = %d, %v, want 7", value, err)
		}
	}
	if calls != 1 {
		t.Errorf("asked %d times, want once", calls)
	}
}

// Whoever waits for an answer that could not be read must not take the zero
// value for it.
func TestFutureThatPanicsIsAnError(t *testing.T) {
	f := &future[int]{load: func(context.Context) (int, error) { panic("broken") }}
	func() {
		defer func() { _ = recover() }()
		_, _ = f.get(t.Context())
	}()
	if _, err := f.get(t.Context()); !errors.Is(err, errBroken) {
		t.Errorf("get() = %v, want errBroken", err)
	}
}
