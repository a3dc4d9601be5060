//go:build linux

package walk

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// TestTheScriptsEndWhenNobodyReads closes the other end of what they write to,
// also where the signal that this sends is ignored.
func TestTheScriptsEndWhenNobodyReads(t *testing.T) {
	ignoring := []string{"/bin/sh", "-c", `trap '' PIPE; exec "$@"`, "sh"}
	traces := TraceCommand(testNonce, Ask{Executables: []Executable{{PID: 1}}})[1:]
	for _, s := range testShells() {
		for name, command := range map[string][]string{"walk": s.walkArgs(), "traces": append(slices.Clone(s.command), traces...)} {
			t.Run(s.name+"/"+name, func(t *testing.T) {
				st := stage{scenes: [][]string{{"many", "50"}}}
				if s.root != nil {
					st.root = s.root(t)
				}
				cmd := st.start(t, append(slices.Clone(ignoring), command...)...)
				read, write, err := os.Pipe()
				if err != nil {
					t.Fatal(err)
				}
				cmd.Stdout = write
				read.Close()
				began := time.Now()
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				write.Close()
				if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() < 0 {
					t.Errorf("ended with %v, want a failure of its own", err)
				}
				if took := time.Since(began); took > 30*time.Second {
					t.Errorf("ended after %v", took)
				}
			})
		}
	}
}

func TestMoreProcessesThanTheLimit(t *testing.T) {
	a := answer{own: 1, tables: [][]byte{{0}}, walked: limit, rounds: []round{{after: []int{1}}}, cursor: 1, scanned: 1}
	for n := 2; n < limit+2; n++ {
		a.asked = append(a.asked, n)
	}
	a.listedFDs = a.asked
	a.rounds[0].after = append(a.rounds[0].after, limit+2, limit+3)
	var list flaws
	list.judge(&a, false)
	want := flaws{{Code: threat.FlawPreload}, {Code: threat.FlawCap}}
	diff(t, "flaws", codes(threat.Look{Flaws: want}), codes(threat.Look{Flaws: list}))
	if args := raws(list[len(list)-1].Args); !slices.Equal(args, []string{strconv.Itoa(limit + 2), strconv.Itoa(limit + 3)}) {
		t.Errorf("over the limit: %v", args)
	}
}

// TestAProcessThatBeganTooLateIsUnread: a newcomer after the last reading.
func TestAProcessThatBeganTooLateIsUnread(t *testing.T) {
	a := answer{own: 1, tables: [][]byte{{0}}, walked: 1, asked: []int{2}, listedFDs: []int{2}, rounds: []round{{asked: []int{2}, after: []int{1, 9}}}, cursor: 9, scanned: 9}
	var list flaws
	list.judge(&a, false)
	last := list[len(list)-1]
	if last.Code != threat.FlawUnreadable || !slices.Equal(raws(last.Args), []string{"9"}) {
		t.Errorf("flaws %+v, want 9 unreadable; 2 has ended", list)
	}
}
