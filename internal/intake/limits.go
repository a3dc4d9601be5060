package intake

// Limits bound what reading a finding may cost. A limit that is zero is none.
type Limits struct {
	Bytes  int64 // of the whole input
	YAML   int64 // bytes of YAML, whose parser holds the whole document
	Text   int   // bytes of one JSON string
	Depth  int   // of nesting
	Values int   // strings, numbers, lists and objects of one element
}

// DefaultLimits returns what no real finding comes near: the widest sample has
// 500 values and 20 levels, and Pub/Sub messages end at 10 MB.
func DefaultLimits() Limits {
	return Limits{Bytes: 64 << 20, YAML: 4 << 20, Text: 16 << 20, Depth: 100, Values: 300_000}
}
