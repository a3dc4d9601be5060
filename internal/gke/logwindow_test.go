package gke

import (
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func at(second int) time.Time { return time.Date(2026, 11, 20, 8, 0, second, 0, time.UTC) }

// lines makes a log of one line a second.
func lines(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "%s line %d\n", at(i).Format(time.RFC3339Nano), i)
	}
	return b.String()
}

func TestLogWindow(t *testing.T) {
	long := at(10).Format(time.RFC3339) + " " + strings.Repeat("x", 3*maxLogLine) + "\n"
	tests := map[string]struct {
		log            string
		lines          int
		first, last    string
		earlier, later bool
	}{
		"nothing":                  {log: ""},
		"around":                   {log: lines(8, 13), lines: 5, first: "line 8", last: "line 12"},
		"all before":               {log: lines(0, 10), lines: 10, first: "line 0", last: "line 9"},
		"more than fits before":    {log: lines(-60, 11), lines: linesBefore + 1, first: "line -40", last: "line 10", earlier: true},
		"more than fits after":     {log: lines(10, 10+linesAfter+1), lines: linesAfter, first: "line 10", last: fmt.Sprintf("line %d", 9+linesAfter), later: true},
		"no newline at the end":    {log: strings.TrimSuffix(lines(10, 12), "\n"), lines: 2, first: "line 10", last: "line 11"},
		"a line without a stamp":   {log: lines(10, 11) + "no stamp\n" + lines(11, 12), lines: 3, first: "line 10", last: "line 11"},
		"an empty line":            {log: at(10).Format(time.RFC3339) + " \n", lines: 1},
		"a stamp and nothing else": {log: at(10).Format(time.RFC3339) + "\n", lines: 1},
		"a line that is too long":  {log: long + lines(11, 12), lines: 2, first: strings.Repeat("x", maxLogLine-len(at(0).Format(time.RFC3339))-1), last: "line 11"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			window := newLogWindow(at(10))
			read, err := window.fill(iotest.OneByteReader(strings.NewReader(tt.log)))
			log := window.log()
			if err != nil || !tt.later && read != int64(len(tt.log)) {
				t.Fatalf("read %d of %d bytes, %v", read, len(tt.log), err)
			}
			if len(log.Lines) != tt.lines || log.Earlier != tt.earlier || log.Later != tt.later {
				t.Fatalf("%d lines, earlier %v, later %v, want %d, %v, %v", len(log.Lines), log.Earlier, log.Later, tt.lines, tt.earlier, tt.later)
			}
			if tt.lines == 0 {
				return
			}
			first, last := log.Lines[0], log.Lines[tt.lines-1]
			if first.Text.Raw() != tt.first || last.Text.Raw() != tt.last || first.Cut != (len(tt.first) > 100) {
				t.Errorf("from %q to %q, want from %q to %q", first.Text, last.Text, tt.first, tt.last)
			}
			if name == "a line without a stamp" && !log.Lines[1].Time.Equal(at(10)) {
				t.Errorf("a line without a stamp is put at %s", log.Lines[1].Time)
			}
		})
	}
}

func TestLogWindowEndsWithItsReader(t *testing.T) {
	window := newLogWindow(at(10))
	if _, err := window.fill(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(lines(10, 12))))); err == nil {
		t.Error("a log that broke off passed for a whole one")
	}
}

// However long the log is, it is read in bounded memory, and no further than the
// window needs.
func TestLogWindowStopsReading(t *testing.T) {
	endless := &counter{}
	window := newLogWindow(at(0))
	if _, err := window.fill(endless); err != nil || !window.later {
		t.Fatalf("later = %v, %v", window.later, err)
	}
	if endless.n > 64<<10 {
		t.Errorf("%d bytes were taken for %d short lines", endless.n, linesAfter)
	}
}

type counter struct{ n int }

func (c *counter) Read(p []byte) (int, error) {
	n := copy(p, "2026-11-20T08:00:01Z x\n")
	c.n += n
	return n, nil
}

func FuzzLogWindow(f *testing.F) {
	f.Add(lines(8, 12))
	f.Add("2026-11-20T08:00:10Z\r\x1b[2J\n\n\xff\xfe")
	f.Fuzz(func(t *testing.T, log string) {
		window := newLogWindow(at(10))
		if _, err := window.fill(strings.NewReader(log)); err != nil {
			t.Fatal(err)
		}
		got := window.log()
		if len(got.Lines) > linesBefore+linesAfter {
			t.Errorf("%d lines", len(got.Lines))
		}
		for _, line := range got.Lines {
			if len(line.Text.Raw()) > maxLogLine || strings.Contains(line.Text.Raw(), "\n") {
				t.Errorf("line %q", line.Text)
			}
		}
	})
}
