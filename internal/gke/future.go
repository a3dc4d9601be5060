package gke

import (
	"context"
	"errors"
	"sync"
)

// errBroken stands for an answer that upset the code that reads it. The panic
// itself goes to the question that asked first.
var errBroken = errors.New("this tool broke on the answer")

// future is something that several questions need and that is asked for once, by
// whichever of them comes first and within that one's time. The others wait for
// as long.
type future[T any] struct {
	once  sync.Once
	load  func(context.Context) (T, error)
	value T
	err   error
}

func (f *future[T]) get(ctx context.Context) (T, error) {
	f.once.Do(func() {
		f.err = errBroken // what the others see if load panics
		f.value, f.err = f.load(ctx)
	})
	return f.value, f.err
}
