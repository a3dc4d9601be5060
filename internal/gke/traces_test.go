package gke

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	osexec "os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
	"github.com/kubectl-threat/kubectl-threat/internal/walk"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

func path(name, hash string) threat.File {
	return threat.File{Path: untrusted.From(name), SHA256: untrusted.From(hash)}
}

func partial(name, hash string, bytes int64) threat.File {
	f := path(name, hash)
	f.Partial, f.HashedSize = true, bytes
	return f
}

func running(binaries ...threat.File) threat.Finding {
	var f threat.Finding
	for _, b := range binaries {
		f.Processes = append(f.Processes, threat.ClaimedProcess{Binary: b})
	}
	return f
}

func live(pid int, executable string) threat.Process {
	return threat.Process{PID: pid, Executable: untrusted.From(executable), State: "S"}
}

func textsByValue() cmp.Option {
	return cmp.Comparer(func(a, b untrusted.Text) bool { return a == b })
}

func TestTraceQuestions(t *testing.T) {
	deleted := live(4, "/bin/sh")
	deleted.Deleted = true
	zombie := live(5, "")
	zombie.State = "Z"
	look := threat.Look{Processes: []threat.Process{live(1, "/bin/sh"), live(2, "/bin/sh"), live(3, "/tmp/x"), deleted, zombie, live(6, "")}}
	whole := []walk.Executable{{PID: 1}, {PID: 3}, {PID: 4}, {PID: 6}}
	first := func(bytes int64) []walk.Executable {
		list := slices.Clone(whole)
		for i := range list {
			list[i].Bytes = bytes
		}
		return list
	}
	files := func(names ...string) []walk.File {
		var list []walk.File
		for _, n := range names {
			list = append(list, walk.File{Path: untrusted.From(n)})
		}
		return list
	}
	tests := map[string]struct {
		finding threat.Finding
		want    []walk.Ask
	}{
		"nothing to look for":     {finding: threat.Finding{}},
		"a path without a hash":   {finding: running(path("/tmp/x", "")), want: []walk.Ask{{Files: files("/tmp/x")}}},
		"a hash without a path":   {finding: running(path("", "aa")), want: []walk.Ask{{Executables: whole}}},
		"a hash and a path twice": {finding: running(path("/tmp/x", "aa"), path("/tmp/x", "aa")), want: []walk.Ask{{Executables: whole, Files: files("/tmp/x")}}},
		"a hash of the beginning": {
			finding: running(partial("/tmp/x", "aa", 512)),
			want:    []walk.Ask{{Executables: first(512), Files: []walk.File{{Path: untrusted.From("/tmp/x"), Bytes: 512}}}},
		},
		"hashes of two lengths": {
			finding: running(path("/tmp/x", "aa"), partial("/tmp/y", "bb", 512)),
			want: []walk.Ask{
				{Executables: whole, Files: []walk.File{{Path: untrusted.From("/tmp/x")}, {Path: untrusted.From("/tmp/y"), Bytes: 512}}},
				{Executables: first(512)},
			},
		},
		"paths that are no files": {finding: running(path("/memfd:x (deleted)", ""), path("memfd:x", ""), path("x", ""))},
		"files of all kinds": {
			finding: threat.Finding{
				Files: []threat.File{path("/etc/cron.d/x", "")},
				Processes: []threat.ClaimedProcess{{
					Binary: path("/bin/sh", ""), Script: path("/tmp/a.sh", ""), Libraries: []threat.File{path("/tmp/l.so", "")},
				}},
			},
			want: []walk.Ask{{Files: files("/etc/cron.d/x", "/bin/sh", "/tmp/a.sh", "/tmp/l.so")}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, newTraceSum(tt.finding, look).questions(), textsByValue()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTraceQuestionsAreBounded(t *testing.T) {
	var look threat.Look
	finding := running(path("", "aa"), partial("/1", "bb", 1), partial("/2", "cc", 2), partial("/3", "dd", 3))
	for i := range 1000 {
		look.Processes = append(look.Processes, live(i+1, fmt.Sprintf("/opt/%d", i)))
		finding.Files = append(finding.Files, path(fmt.Sprintf("/%d/%s", i, strings.Repeat("x", 100)), ""))
	}
	sum := newTraceSum(finding, look)
	asks := sum.questions()
	size := 0
	for _, ask := range asks {
		size = max(size, len(url.Values{"command": walk.TraceCommand("nonce", ask)}.Encode()))
		if len(ask.Executables) != maxExecutables {
			t.Errorf("%d executables, want %d", len(ask.Executables), maxExecutables)
		}
	}
	if len(asks) != maxLengths || size > 16<<10 {
		t.Errorf("%d commands of up to %d bytes, want %d of up to 16 KiB", len(asks), size, maxLengths)
	}
	if got := len(sum.traces.Unread); got != 1000-maxExecutables {
		t.Errorf("%d processes are said to be unread, want %d", got, 1000-maxExecutables)
	}
	// All that is left out is said: files, and the fourth length.
	if got, want := len(sum.traces.Flaws), 1003-len(asks[0].Files)+1; got != want {
		t.Errorf("%d things are said to be left out, want %d", got, want)
	}
}

func TestTraceAnswersAddUp(t *testing.T) {
	look := threat.Look{Processes: []threat.Process{live(1, "/bin/sh"), live(2, "/bin/sh"), live(3, "/tmp/x"), live(4, "/tmp/y")}}
	sum := newTraceSum(running(path("/bin/sh", "AA"), partial("/tmp/x", "bb", 512)), look)
	sum.add(threat.Traces{Hashes: map[int]string{1: "aa", 3: "33"}, Unread: []int{4}, Files: []threat.TraceFile{{SHA256: "ff"}}})
	sum.add(threat.Traces{Hashes: map[int]string{1: "11", 3: "bb"}, Unread: []int{4}, Flaws: []threat.Flaw{{Code: threat.FlawCut}}})
	want := threat.Traces{
		Hashes: map[int]string{1: "aa", 2: "aa", 3: "bb"}, Unread: []int{4},
		Files: []threat.TraceFile{{SHA256: "ff"}}, Flaws: []threat.Flaw{{Code: threat.FlawCut}},
	}
	if diff := cmp.Diff(want, sum.traces, textsByValue()); diff != "" {
		t.Error(diff)
	}
}

// onThisMachine runs commands here instead of in a container.
type onThisMachine struct{}

func (onThisMachine) Run(ctx context.Context, _ exec.Container, command exec.Command) (exec.Result, error) {
	out, err := osexec.CommandContext(ctx, command.Argv[0], command.Argv[1:]...).Output()
	return exec.Result{Stdout: out}, err
}

func hashOf(t *testing.T, name string) string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func TestTracesOfThisProcess(t *testing.T) {
	dropped := filepath.Join(t.TempDir(), "dropped")
	if err := os.WriteFile(dropped, []byte("payload"), 0o600); err != nil {
		t.Fatal(err)
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	scene := newScene(threat.Pod{Namespace: "shop", Name: "cart", Container: "app"}, threat.ClusterAccess{}, threat.Exec, nil)
	scene.runner = onThisMachine{}
	scene.look = &future[threat.Look]{load: func(context.Context) (threat.Look, error) {
		return threat.Look{Processes: []threat.Process{live(os.Getpid(), own)}}, nil
	}}
	finding := running(path(own, "00"))
	finding.Files = []threat.File{path(dropped, ""), path(dropped+".not", "")}
	got, err := scene.readTraces(t.Context(), finding)
	if err != nil {
		t.Fatal(err)
	}
	if want := hashOf(t, own); got.Hashes[os.Getpid()] != want {
		t.Errorf("hash = %q, want %q", got.Hashes[os.Getpid()], want)
	}
	if len(got.Files) != 2 || got.Files[0].Path.Raw() != dropped || got.Files[0].SHA256 != hashOf(t, dropped) || got.Files[0].Changed.IsZero() {
		t.Errorf("files = %v, want %s and %s", got.Files, dropped, own)
	}
	if len(got.Flaws) > 0 || len(got.Unread) > 0 {
		t.Errorf("flaws = %v, unread = %v, want none", got.Flaws, got.Unread)
	}
}
