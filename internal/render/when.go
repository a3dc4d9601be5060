package render

import (
	"strconv"
	"time"
)

// ago puts a time into words beside now.
func ago(t, now time.Time) string {
	if d := now.Sub(t); d >= 0 {
		return lasting(d) + " ago"
	}
	return lasting(t.Sub(now)) + " ahead of this clock"
}

// beside puts a time into words beside the event.
func beside(t, event time.Time) string {
	if d := event.Sub(t); d >= 0 {
		return lasting(d) + " before the event"
	}
	return lasting(t.Sub(event)) + " after the event"
}

// lasting is a duration in its largest sensible unit.
func lasting(d time.Duration) string {
	switch {
	case d < time.Second:
		return "0 s"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + " s"
	case d < 2*time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	default:
		return strconv.Itoa(int(d/(24*time.Hour))) + " d"
	}
}

// stamp is a time to the second, in UTC as logs have it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// timeOfDay is the clock of what happened on the event's day, else the whole
// time; nothing says so in blanks of the same width.
func timeOfDay(t, event time.Time) string {
	switch {
	case t.IsZero():
		return "        "
	case t.UTC().Format(time.DateOnly) == event.UTC().Format(time.DateOnly):
		return t.UTC().Format(time.TimeOnly)
	}
	return t.UTC().Format(time.DateTime)
}
