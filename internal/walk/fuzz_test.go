//go:build linux

package walk

import (
	"bytes"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func FuzzParse(f *testing.F) {
	for _, s := range testShells() {
		out := s.answer(f, nil, []string{"zombie"}, []string{"named", "a) R 1\n1 (b"}, []string{"reverse", "4444"})
		f.Add(out)
		f.Add(bytes.ReplaceAll(out, []byte("again 1"), []byte("again 1 1 77")))
	}
	mark := []byte("T=" + testNonce)
	f.Add(append(bytes.Clone(mark), '\n'))
	f.Fuzz(func(t *testing.T, out []byte) {
		look := Parse(out, testNonce, false)
		begin := append(bytes.Clone(mark), ".begin 1 "...)
		end := append(bytes.Clone(mark), ".end "...)
		framed := bytes.HasPrefix(out, begin) && bytes.Count(out, end) == 1 && bytes.HasSuffix(out, []byte{'\n'})
		if look.Complete() && !framed {
			t.Errorf("complete without the marks: %q", out)
		}
		if Parse(out, testNonce, true).Complete() {
			t.Error("complete though the caller says that it is cut")
		}
		if look.Rung != threat.Exec || look.Trust != threat.TrustContainer {
			t.Errorf("rung %q, trust %q", look.Rung, look.Trust)
		}
		for i := range look.Processes {
			if p := &look.Processes[i]; p.PID < 1 || p.Trust != threat.TrustContainer || i > 0 && p.PID <= look.Processes[i-1].PID {
				t.Errorf("process %+v", p)
			}
		}
	})
}

func FuzzParseTraces(f *testing.F) {
	ask := Ask{Executables: []Executable{{PID: 1}, {PID: 2, Bytes: 9}}, Files: []File{{Path: untrusted.From("/bin/sh")}, {Path: untrusted.From("/nope")}}}
	f.Add(traceAnswer(f, testShells()[0], ask))
	f.Add(traceAnswer(f, testShells()[3], ask))
	f.Fuzz(func(t *testing.T, out []byte) {
		traces, flaws := ParseTraces(out, testNonce, ask, false)
		if len(flaws) == 0 && !bytes.HasPrefix(out, []byte("T="+testNonce+".begin")) {
			t.Errorf("no flaw without the marks: %q", out)
		}
		for n, hash := range traces.Hashes {
			if n != 1 && n != 2 || len(hash) != 64 {
				t.Errorf("process %d has hash %q", n, hash)
			}
		}
		if len(traces.Hashes)+len(traces.Unread) != 2 {
			t.Errorf("%d hashed and %d unread, want 2 in all", len(traces.Hashes), len(traces.Unread))
		}
		if len(traces.Files) > 2 {
			t.Errorf("%d files", len(traces.Files))
		}
	})
}
