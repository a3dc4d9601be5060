package screen

import (
	"maps"
	"slices"
)

// Kind is what a refused sequence would have done, in words for many of them.
type Kind string

// The kinds.
const (
	Clipboard    Kind = "clipboard accesses"
	Title        Kind = "window titles"
	Query        Kind = "terminal queries" // whose answer the container would read, or the next shell
	Link         Kind = "links"
	Palette      Kind = "colour definitions"
	Notification Kind = "notifications"
	Mouse        Kind = "mouse modes"
	Keyboard     Kind = "keyboard modes"
	Mode         Kind = "terminal modes"
	Scrollback   Kind = "erasures of the scrollback"
	Window       Kind = "window operations"
	Printing     Kind = "print jobs"
	Charset      Kind = "character sets"
	Shell        Kind = "marks for the terminal" // working directory, prompt marks
	C1           Kind = "8-bit controls"
	Hidden       Kind = "hidden characters"
	Control      Kind = "control characters"
	Malformed    Kind = "broken sequences"
	Other        Kind = "unknown sequences"
	OtherString  Kind = "unknown strings"
)

// shown tells whether a sequence of this kind is printed in escape notation, as
// no ordinary program writes it. The others are only counted: prompts and editors
// write them all the time.
func (k Kind) shown() bool {
	switch k {
	case Clipboard, Notification, Printing, C1, Hidden, OtherString:
		return true
	case Title, Query, Link, Palette, Mouse, Keyboard, Mode, Scrollback, Window, Charset, Shell,
		Control, Malformed, Other:
	}
	return false
}

// Refused counts what did not get through; with raw, what would not have.
func (f *Filter) Refused() []Count { return Sum(f) }

// Sum counts what several filters have refused, the most frequent first.
func Sum(filters ...*Filter) []Count {
	sum := map[Kind]int{}
	for _, f := range filters {
		for kind, times := range f.refused {
			sum[kind] += times
		}
	}
	counts := make([]Count, 0, len(sum))
	for _, kind := range slices.Sorted(maps.Keys(sum)) {
		counts = append(counts, Count{Kind: kind, Times: sum[kind]})
	}
	slices.SortStableFunc(counts, func(a, b Count) int { return b.Times - a.Times })
	return counts
}

// Count is how often a kind was refused.
type Count struct {
	Kind  Kind
	Times int
}
