//go:build linux

package walk

import (
	"bytes"
	"slices"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// TestACutAnswerIsNeverComplete cuts real answers at every byte.
func TestACutAnswerIsNeverComplete(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			out := s.answer(t, nil, []string{"deleted", "/tmp/walk-cut"}, []string{"reverse", "4444"}, []string{"zombie"})
			whole := Parse(out, testNonce, false)
			wantComplete(t, whole)
			if Parse(out, testNonce, true).Complete() {
				t.Error("an answer that the caller calls cut is complete")
			}
			for size := range out {
				look := Parse(out[:size], testNonce, false)
				if look.Complete() {
					t.Fatalf("complete after %d of %d bytes", size, len(out))
				}
				if got := codes(look); size > 0 && !slices.Equal(got, []threat.FlawCode{threat.FlawCut}) {
					t.Fatalf("after %d of %d bytes: flaws %s, want cut alone", size, len(out), describe(look))
				}
				checkKnown(t, whole, look)
			}
		})
	}
}

// checkKnown reports a process of a part that the whole does not know so: a
// piece of a path or argument must not be taken for all of it.
func checkKnown(t *testing.T, whole, piece threat.Look) {
	t.Helper()
	for n := range piece.Processes {
		p := &piece.Processes[n]
		i := slices.IndexFunc(whole.Processes, func(w threat.Process) bool { return w.PID == p.PID })
		if i < 0 {
			t.Fatalf("process %d is in a piece only", p.PID)
		}
		w := whole.Processes[i]
		if !p.Executable.IsZero() && p.Executable != w.Executable {
			t.Fatalf("executable %q in a piece, %q in the whole", p.Executable, w.Executable)
		}
		for j, arg := range p.Args {
			if !p.ArgsJoined && arg != w.Args[j] {
				t.Fatalf("argument %q in a piece, %q in the whole", arg, w.Args[j])
			}
		}
	}
}

// TestALostPieceShows takes pieces out of the middle.
func TestALostPieceShows(t *testing.T) {
	out := testShells()[0].answer(t, nil, []string{"named", "one"}, []string{"named", "two"})
	parts := bytes.SplitAfter(out, []byte("T="+testNonce))
	for i := 1; i < len(parts); i++ {
		name := parts[i]
		if at := bytes.IndexByte(name, ' '); at > 0 {
			name = name[:at]
		}
		less := bytes.Join(slices.Delete(slices.Clone(parts), i, i+1), nil)
		if look := Parse(less, testNonce, false); look.Complete() {
			t.Errorf("complete without part %d, %.20q", i, name)
		}
	}
}
