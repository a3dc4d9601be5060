package intake

// Limits bound what reading findings may cost. A limit that is zero is none.
type Limits struct {
	Bytes    int64 // of the whole input
	YAML     int64 // bytes of YAML, whose parser holds the whole document
	Nodes    int   // keys and values of YAML, for the same reason; Values counts where this is 0
	Text     int   // bytes of one JSON string
	Depth    int   // of nesting
	Values   int   // strings, numbers, lists and objects of one element
	Findings int   // that are kept; All keeps none
}

// DefaultLimits returns what no real finding comes near: the widest sample has
// 500 values and 20 levels, Pub/Sub messages end at 10 MB, a page at 1,000 findings.
func DefaultLimits() Limits {
	return Limits{Bytes: 64 << 20, YAML: 4 << 20, Nodes: 300_000, Text: 16 << 20, Depth: 100, Values: 50_000, Findings: 10_000}
}

// nodes is how many keys and values a document of YAML may have.
func (l Limits) nodes() int {
	if l.Nodes > 0 {
		return l.Nodes
	}
	return l.Values
}
