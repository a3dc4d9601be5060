package intake

import (
	"math"
	"strconv"
	"strings"
)

// integer returns a whole number and whether the value is one. Protobuf's JSON
// writes 64-bit numbers as texts, and sourceProperties as floats (56526.0).
func (n *node) integer() (int64, bool) {
	if n == nil || n.kind != number && n.kind != text {
		return 0, false
	}
	written := strings.TrimSpace(n.text)
	if i, err := strconv.ParseInt(written, 10, 64); err == nil {
		return i, true
	}
	const exact = 1 << 53 // floats beyond it are no longer all the whole numbers
	f, err := strconv.ParseFloat(written, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return 0, false
	}
	return int64(f), true
}

// upTo returns a whole number from 1 to limit; what is not counts as unset.
func (n *node) upTo(limit int64) int64 {
	if i, ok := n.integer(); ok && i > 0 && i <= limit {
		return i
	}
	return 0
}

// Limits of the numbers in a finding.
const (
	maxPort = math.MaxUint16
	maxPID  = math.MaxInt32
	maxSize = math.MaxInt64
)
