//go:build linux

package process

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseStat(t *testing.T) {
	const rest = " 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 987654 0 0"
	tests := map[string]struct {
		line    string
		want    Entry
		wantErr bool
	}{
		"plain":                        {line: "42 (sleep) S 7" + rest, want: Entry{PID: 42, Parent: 7, State: 'S', Started: 987654}},
		"a name that looks like stat":  {line: "42 (a) Z 1 (b) S 7" + rest, want: Entry{PID: 42, Parent: 7, State: 'S', Started: 987654}},
		"a name with a line break":     {line: "42 (a\n) R 9" + rest, want: Entry{PID: 42, Parent: 9, State: 'R', Started: 987654}},
		"no name":                      {line: "42 sleep S 7" + rest, wantErr: true},
		"cut off":                      {line: "42 (sleep) S 7 1 1", wantErr: true},
		"empty":                        {line: "", wantErr: true},
		"a pid that is none":           {line: "x (sleep) S 7" + rest, wantErr: true},
		"a parent that is none":        {line: "42 (sleep) S x" + rest, wantErr: true},
		"a start time that is not one": {line: "42 (sleep) S 7 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 x 0 0", wantErr: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := parseStat(tt.line)
			if (err != nil) != tt.wantErr {
				t.Fatalf("got error %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("entry (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDescendants(t *testing.T) {
	table := map[int]Entry{}
	for pid, parent := range map[int]int{1: 0, 10: 1, 11: 10, 12: 11, 13: 10, 20: 1, 21: 20} {
		table[pid] = Entry{PID: pid, Parent: parent}
	}
	got := Descendants(table, 10)
	slices.Sort(got)
	if diff := cmp.Diff([]int{11, 12, 13}, got); diff != "" {
		t.Errorf("descendants of 10 (-want +got):\n%s", diff)
	}
	if got := Descendants(table, 21); len(got) != 0 {
		t.Errorf("got descendants %v of a process without children", got)
	}
}

func TestTableHoldsThisProcess(t *testing.T) {
	table, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	self := table[os.Getpid()]
	if self.Parent != os.Getppid() || self.Ended() || !strings.HasSuffix(self.Args[0], ".test") {
		t.Errorf("got %+v, want parent %d and the test program", self, os.Getppid())
	}
}
