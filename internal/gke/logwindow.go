package gke

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

const (
	linesBefore = 50
	linesAfter  = 150
	maxLogLine  = 4 << 10 // of one line, the rest is left out
)

// logWindow keeps the lines around an instant: the last ones before it and the
// first ones from it on. However long the log is, no more is held.
type logWindow struct {
	at      time.Time
	before  []threat.LogLine
	after   []threat.LogLine
	earlier bool // lines before were dropped
	later   bool // reading ended before the log did
	last    time.Time
}

func newLogWindow(at time.Time) *logWindow { return &logWindow{at: at} }

func (w *logWindow) log() threat.Log {
	return threat.Log{Lines: append(w.before, w.after...), Earlier: w.earlier, Later: w.later}
}

// fill reads until the window is full or the log ends, and returns how many bytes
// it took.
func (w *logWindow) fill(from io.Reader) (read int64, err error) {
	lines := bufio.NewReaderSize(from, maxLogLine)
	for {
		line, n, cut, err := nextLine(lines)
		read += n
		if n > 0 && !w.add(line, cut) {
			w.later = true
			return read, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return read, nil
		case err != nil:
			return read, err
		}
	}
}

// add takes one line and says whether there was room for it. Without an instant
// all lines belong to what comes after.
func (w *logWindow) add(raw []byte, cut bool) bool {
	line := w.parse(raw, cut)
	if line.Time.Before(w.at) {
		if len(w.before) == linesBefore {
			w.before, w.earlier = w.before[1:], true
		}
		w.before = append(w.before, line)
		return true
	}
	if len(w.after) == linesAfter {
		return false
	}
	w.after = append(w.after, line)
	return true
}

// parse takes the runtime's stamp from the front of a line. A line without one
// goes with the line before it.
func (w *logWindow) parse(raw []byte, cut bool) threat.LogLine {
	line := threat.LogLine{Time: w.last, Text: untrusted.From(string(raw)), Cut: cut}
	stamp, text, found := bytes.Cut(raw, []byte(" "))
	if !found {
		stamp, text = raw, nil
	}
	if at, err := time.Parse(time.RFC3339Nano, string(stamp)); err == nil {
		line.Time, line.Text, w.last = at.UTC(), untrusted.From(string(text)), at.UTC()
	}
	return line
}

// nextLine reads one line without its end, or the beginning of one that is too
// long. N counts all bytes that were taken.
func nextLine(from *bufio.Reader) (line []byte, n int64, cut bool, err error) {
	part, err := from.ReadSlice('\n')
	n = int64(len(part))
	line = bytes.Clone(part)
	for errors.Is(err, bufio.ErrBufferFull) {
		cut = true
		part, err = from.ReadSlice('\n')
		n += int64(len(part))
	}
	return bytes.TrimSuffix(line, []byte("\n")), n, cut, err
}
