//go:build linux

package walk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// traceAnswer plays scenes in a root and asks for traces there.
func traceAnswer(t testing.TB, s shell, ask Ask, scenes ...[]string) []byte {
	t.Helper()
	st := stage{scenes: scenes}
	if s.root != nil {
		st.root = s.root(t)
	}
	return st.run(t, append(slices.Clone(s.command), TraceCommand(testNonce, ask)[1:]...)...)
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func TestExecutablesAreHashed(t *testing.T) {
	program, err := os.ReadFile(sceneProgram(t))
	if err != nil {
		t.Fatal(err)
	}
	scenes := [][]string{{"memory", "payload"}, {"deleted", "/tmp/walk-hash"}, {"zombie"}}
	// Each scene's parent ends before the next one begins: pids 3, 5 and 7.
	tests := map[string]struct {
		ask    Executable
		want   string
		unread bool
	}{
		"memory":             {ask: Executable{PID: 3}, want: hashOf(program)},
		"deleted":            {ask: Executable{PID: 5}, want: hashOf(program)},
		"the first bytes":    {ask: Executable{PID: 5, Bytes: 1000}, want: hashOf(program[:1000])},
		"more than there is": {ask: Executable{PID: 5, Bytes: 1 << 27}, want: hashOf(program)},
		"another process":    {ask: Executable{PID: 5, Started: time.Now().Add(-time.Hour)}, unread: true},
		"a zombie":           {ask: Executable{PID: 8}, unread: true},
		"gone":               {ask: Executable{PID: 4000}, unread: true},
		"no number":          {ask: Executable{PID: -1}, unread: true},
		"too much":           {ask: Executable{PID: 5, Bytes: 1 << 40}, unread: true},
	}
	for _, s := range testShells()[:3] {
		for name, test := range tests {
			t.Run(s.name+"/"+name, func(t *testing.T) {
				ask := Ask{Executables: []Executable{test.ask}}
				out := traceAnswer(t, s, ask, scenes...)
				traces, flaws := ParseTraces(out, testNonce, ask, false)
				if len(flaws) > 0 {
					t.Errorf("flaws %v", flaws)
				}
				if got := traces.Hashes[test.ask.PID]; got != test.want {
					t.Errorf("hash %q, want %q", got, test.want)
				}
				if got := slices.Contains(traces.Unread, test.ask.PID); got != test.unread {
					t.Errorf("unread %v, want %v", got, test.unread)
				}
			})
		}
	}
}

func TestFilesAreFound(t *testing.T) {
	dir := t.TempDir()
	contents := []byte("#!/bin/sh\n")
	write := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, contents, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain, odd := write("dropped"), write("-n $(reboot)\n'\";*")
	link := filepath.Join(dir, "link")
	kernel := filepath.Join(dir, "kernel")
	if err := os.Symlink(plain, link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/proc", kernel); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		path  string
		bytes int64
		want  *threat.TraceFile // without its times
		flaws []threat.FlawCode
	}{
		"a file":                               {path: plain, want: &threat.TraceFile{SHA256: hashOf(contents), Size: 10}},
		"its first bytes":                      {path: plain, bytes: 2, want: &threat.TraceFile{SHA256: hashOf(contents[:2]), Size: 10}},
		"a name like a command":                {path: odd, want: &threat.TraceFile{SHA256: hashOf(contents), Size: 10}},
		"a folder":                             {path: dir, want: &threat.TraceFile{}},
		"a link":                               {path: link, want: &threat.TraceFile{}},
		"a device":                             {path: "/dev/null", want: &threat.TraceFile{}},
		"not there":                            {path: dir + "/no/such"},
		"through a link to the kernel's files": {path: kernel + "/kmsg", flaws: []threat.FlawCode{threat.FlawUnreadable}},
		"the kernel's file":                    {path: "/proc/../proc/kmsg", flaws: []threat.FlawCode{threat.FlawUnreadable}},
		"relative":                             {path: "etc/passwd", flaws: []threat.FlawCode{threat.FlawUnreadable}},
		"a folder by name":                     {path: dir + "/", flaws: []threat.FlawCode{threat.FlawUnreadable}},
	}
	for _, s := range testShells()[:2] {
		for name, test := range tests {
			t.Run(s.name+"/"+name, func(t *testing.T) {
				ask := Ask{Files: []File{{Path: untrusted.From(test.path), Bytes: test.bytes}}}
				traces, flaws := ParseTraces(traceAnswer(t, s, ask), testNonce, ask, false)
				diff(t, "flaws", test.flaws, codes(threat.Look{Flaws: flaws}))
				if test.want == nil {
					if len(traces.Files) > 0 {
						t.Fatalf("found %+v", traces.Files)
					}
					return
				}
				if len(traces.Files) != 1 {
					t.Fatalf("%d files, want 1", len(traces.Files))
				}
				got := traces.Files[0]
				if test.want.SHA256 != "" && time.Since(got.Changed).Abs() > time.Minute {
					t.Errorf("changed %v, want just now", got.Changed)
				}
				want := *test.want
				want.Path, want.Changed = untrusted.From(test.path), got.Changed
				diff(t, "file", want, got)
			})
		}
	}
}

func TestAFileThatAUserMayNotLookForIsUnread(t *testing.T) {
	s := testShells()[0]
	ask := Ask{Files: []File{{Path: untrusted.From("/root/.ssh/dropped")}}}
	st := stage{settings: []string{"uid=65534", "closed=/root"}}
	out := st.run(t, append(slices.Clone(s.command), TraceCommand(testNonce, ask)[1:]...)...)
	_, flaws := ParseTraces(out, testNonce, ask, false)
	diff(t, "flaws", []threat.FlawCode{threat.FlawUnreadable}, codes(threat.Look{Flaws: flaws}))
}

func TestAShellAloneCannotHash(t *testing.T) {
	s := testShells()[3]
	ask := Ask{Executables: []Executable{{PID: 1}}, Files: []File{{Path: untrusted.From("/scene")}, {Path: untrusted.From("/nope")}}}
	traces, flaws := ParseTraces(traceAnswer(t, s, ask), testNonce, ask, false)
	diff(t, "unread", []int{1}, traces.Unread)
	diff(t, "flaws", []threat.Flaw{{Code: threat.FlawNoTools, Args: []untrusted.Text{untrusted.From("sha256sum"), untrusted.From("head")}}}, flaws)
	if len(traces.Files) != 1 || traces.Files[0].Path.Raw() != "/scene" {
		t.Errorf("files %+v, want /scene", traces.Files)
	}
}

func TestCutTracesAreSaidToBe(t *testing.T) {
	ask := Ask{Executables: []Executable{{PID: 1}, {PID: 1, Bytes: 9}}, Files: []File{{Path: untrusted.From("/bin/sh")}, {Path: untrusted.From("/nope")}}}
	out := traceAnswer(t, testShells()[0], ask)
	if _, flaws := ParseTraces(out, testNonce, ask, false); len(flaws) > 0 {
		t.Fatalf("flaws %v", flaws)
	}
	for size := range out {
		traces, flaws := ParseTraces(out[:size], testNonce, ask, false)
		if !slices.Contains(codes(threat.Look{Flaws: flaws}), threat.FlawCut) {
			t.Fatalf("no flaw after %d of %d bytes", size, len(out))
		}
		if hash := traces.Hashes[1]; hash != "" && len(hash) != 64 {
			t.Fatalf("hash %q after %d bytes", hash, size)
		}
	}
}

// TestRootOfAContainerHashesOtherUsersExecutables, as TestRootOfAContainerReadsOtherUsersProcesses.
func TestRootOfAContainerHashesOtherUsersExecutables(t *testing.T) {
	program, err := os.ReadFile(sceneProgram(t))
	if err != nil {
		t.Fatal(err)
	}
	s := testShells()[0]
	ask := Ask{Executables: []Executable{{PID: 3}, {PID: 5}}}
	st := stage{settings: []string{"contained"}, scenes: [][]string{{"user", "33", "named", "web"}, {"user", "70", "memory", "payload"}}}
	out := st.run(t, append(slices.Clone(s.command), TraceCommand(testNonce, ask)[1:]...)...)
	traces, flaws := ParseTraces(out, testNonce, ask, false)
	if len(flaws) > 0 {
		t.Errorf("flaws %v", flaws)
	}
	diff(t, "hashes", map[int]string{3: hashOf(program), 5: hashOf(program)}, traces.Hashes)
}

// TestNothingThatIsAskedBecomesScript: a path is an argument.
func TestNothingThatIsAskedBecomesScript(t *testing.T) {
	one := TraceCommand(testNonce, Ask{})
	two := TraceCommand(testNonce, Ask{Files: []File{{Path: untrusted.From("/$(x)"), Bytes: 3}}, Executables: []Executable{{PID: 7, Bytes: 5}}})
	diff(t, "command", one, two[:len(one)])
	diff(t, "questions", []string{"e", "7", "5", "f", "/$(x)", "3"}, two[len(one):])
	if strings.Contains(one[2], "\n#") || len(one[2]) > 4096 {
		t.Errorf("the script has %d bytes", len(one[2]))
	}
}

func TestAFileThatCannotBeReadToItsEndHasNoHash(t *testing.T) {
	hash := hashOf([]byte("half"))
	mark := "T=" + testNonce
	answer := func(body string) []byte {
		return []byte(mark + ".begin 1 sha256sum\n" + mark + ".boot\n" + mark + ".file file\n" + mark + ".size\n8 1700000000\n" + mark + ".hash\n" + body + mark + ".end\n")
	}
	ask := Ask{Files: []File{{Path: untrusted.From("/x")}}}
	for body, want := range map[string]string{hash + "  -\n": hash, "bad\n" + hash + "  -\n": "", hash + "\n": "", "zz  -\n": ""} {
		traces, _ := ParseTraces(answer(body), testNonce, ask, false)
		if len(traces.Files) != 1 || traces.Files[0].SHA256 != want {
			t.Errorf("%q: files %+v, want hash %q", body, traces.Files, want)
		}
	}
	big := bytes.Replace(answer(hash+"  -\n"), []byte("8 1700000000"), []byte("999999999999 1700000000"), 1)
	if traces, _ := ParseTraces(big, testNonce, ask, false); traces.Files[0].SHA256 != "" {
		t.Error("a file that is longer than what was hashed has a hash")
	}
}

// TestAProcessThatStartedAtAnotherTimeIsAnotherOne: a number may have been given anew.
func TestAProcessThatStartedAtAnotherTimeIsAnotherOne(t *testing.T) {
	hash := hashOf(nil)
	mark := "T=" + testNonce
	out := []byte(mark + ".begin 1 sha256sum\n" + mark + ".boot\nbtime 1700000000\n" + mark + ".exe 7\n" +
		"7 (cat) S 1 2 3 0 5 0 0 0 0 0 0 0 0 0 20 0 3 0 1000 0 0\n" + mark + ".size\n8 1700000000\n" + mark + ".hash\n" + hash + "  -\n" + mark + ".end\n")
	start := time.Unix(1700000010, 0)
	for moved, want := range map[time.Duration]string{0: hash, time.Second: hash, 2 * time.Second: "", -2 * time.Second: ""} {
		ask := Ask{Executables: []Executable{{PID: 7, Started: start.Add(moved)}}}
		traces, flaws := ParseTraces(out, testNonce, ask, false)
		if len(flaws) > 0 || traces.Hashes[7] != want {
			t.Errorf("moved by %v: hash %q, want %q, flaws %v", moved, traces.Hashes[7], want, flaws)
		}
	}
}
