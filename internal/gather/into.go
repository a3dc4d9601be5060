package gather

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Reasoned is an error that knows which kind of gap it leaves. Its text becomes
// the detail of the gap.
type Reasoned interface {
	error
	GapReason() threat.GapReason
}

// Into makes a probe that fills slot with what ask returns: the answer, or the
// reason that lies in the error. How says what is asked, in a form that can be
// repeated by hand. Each slot belongs to one probe only, because probes write
// without a lock.
func Into[T any](slot *threat.Found[T], name, how string, ask func(context.Context) (T, error)) Probe {
	return Probe{Name: name, ask: func(ctx context.Context) {
		began := time.Now()
		found := answer(ctx, ask)
		found.How, found.Took = how, time.Since(began)
		*slot = found
	}}
}

// answer asks. A panic becomes a gap like any other failure: one answer that
// upsets its parser must not cost the others.
func answer[T any](ctx context.Context, ask func(context.Context) (T, error)) (found threat.Found[T]) {
	defer func() {
		if cause := recover(); cause != nil {
			found = threat.Missing[T](threat.Failed, fmt.Sprintf("this tool broke on the answer: %v", cause))
		}
	}()
	if err := ctx.Err(); err != nil {
		return threat.Missing[T](Reason(err), "not asked: "+err.Error())
	}
	value, err := ask(ctx)
	var lacking interface{ Rule() string }
	switch {
	case errors.As(err, &lacking):
		return threat.Missing[T](Reason(err), err.Error()).Lacking(lacking.Rule())
	case err != nil:
		return threat.Missing[T](Reason(err), err.Error())
	}
	return threat.Answer(value)
}

// Reason tells which kind of gap an error leaves.
func Reason(err error) threat.GapReason {
	var reasoned Reasoned
	if errors.As(err, &reasoned) {
		return reasoned.GapReason()
	}
	var network net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout() {
		return threat.TimedOut
	}
	return threat.Failed
}
