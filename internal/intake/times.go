package intake

import (
	"time"
)

// when returns a point in time in UTC, or the zero time for an unset or
// unreadable one. It reads RFC 3339, what BigQuery prints, the {seconds, nanos}
// of protobuf's messages, and epochs.
func (n *node) when() time.Time {
	switch {
	case n == nil:
	case n.kind == object:
		seconds, _ := n.get("seconds").integer()
		nanos, _ := n.get("nanos").integer()
		return sane(time.Unix(seconds, nanos))
	case n.kind == text:
		for _, layout := range layouts() {
			if t, err := time.Parse(layout, n.text); err == nil {
				return sane(t)
			}
		}
	}
	if epoch, ok := n.integer(); ok {
		return sane(fromEpoch(epoch))
	}
	return time.Time{}
}

func layouts() []string {
	return []string{
		time.RFC3339Nano,
		"2006-01-02 15:04:05.999999999 UTC",
		"2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02T15:04:05.999999999", // a DATETIME, which is in UTC by use
		"2006-01-02 15:04:05.999999999",
	}
}

// fromEpoch tells seconds, milliseconds, microseconds and nanoseconds apart by
// size; as seconds, the least of each would lie beyond the year 5000.
func fromEpoch(n int64) time.Time {
	const least = 100_000_000_000
	switch {
	case n < least:
		return time.Unix(n, 0)
	case n < least*1000:
		return time.UnixMilli(n)
	case n < least*1000*1000:
		return time.UnixMicro(n)
	}
	return time.Unix(0, n)
}

// sane drops the epoch itself, which stands for "unset", and years that RFC 3339
// can't write.
func sane(t time.Time) time.Time {
	t = t.UTC()
	if t.Unix() == 0 || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}
