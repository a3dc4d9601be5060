package threat

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Found is the slot of one question. It holds an answer or the reason why there
// is none, so that "nothing there" and "could not look" can't be confused. The
// zero Found is a question that nobody asked.
type Found[T any] struct {
	value T
	state foundState
	gap   Gap
	// How says what was asked, in a form that can be repeated by hand.
	How string
	// Took is how long the answer took.
	Took time.Duration
}

type foundState int

const (
	notAsked foundState = iota
	answered
	missing
)

// Answer fills the slot.
func Answer[T any](value T) Found[T] { return Found[T]{value: value, state: answered} }

// Missing says why the slot stays empty.
func Missing[T any](reason GapReason, detail string) Found[T] {
	return Found[T]{state: missing, gap: Gap{Reason: reason, Detail: untrusted.From(detail)}}
}

// Lacking adds the permission that is missing to a slot that is.
func (f Found[T]) Lacking(rule string) Found[T] {
	f.gap.Rule = untrusted.From(rule)
	return f
}

// Get returns the answer, and whether there is one.
func (f Found[T]) Get() (T, bool) { return f.value, f.state == answered }

// Gap returns why there is no answer, and whether that is so. A question that
// nobody asked is no gap of its own.
func (f Found[T]) Gap() (Gap, bool) {
	gap := f.gap
	gap.Asked = f.How
	return gap, f.state == missing
}

// Asked reports whether the question was asked at all.
func (f Found[T]) Asked() bool { return f.state != notAsked }

// Gap says why a question has no answer.
type Gap struct {
	Reason GapReason
	Detail untrusted.Text // what came back
	// Rule is the permission that is missing, such as "get nodes".
	Rule untrusted.Text
	// Asked is what was asked, in a form that can be repeated by hand.
	Asked string
}

// GapReason is the kind of a gap; callers choose the mend by it.
type GapReason string

// The reasons.
const (
	Denied        GapReason = "denied"         // the credentials may not
	TimedOut      GapReason = "timed-out"      // no answer within the deadline
	Gone          GapReason = "gone"           // the thing asked about is no more
	Failed        GapReason = "failed"         // asked, and something else came back
	NotApplicable GapReason = "not-applicable" // the question has no sense for this target
	Offline       GapReason = "offline"        // --offline, or nothing to ask
	OtherCluster  GapReason = "other-cluster"  // no access that can be shown to be the finding's cluster
	NoTools       GapReason = "no-tools"       // the container has no program that could answer
	NotBuilt      GapReason = "not-supported"  // this version does not ask
)
