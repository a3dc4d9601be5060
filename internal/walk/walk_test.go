//go:build linux

package walk

import (
	"strings"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestWalkSeesWhatAProcessIs(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			args := []string{"zero", "hold", "two words", "line\nline", "", "\xff\x1b[31m", "T=" + testNonce[1:] + "\x01"}
			look := s.look(t, nil, append([]string{"background"}, args...))
			wantComplete(t, look)
			if look.Own != 1 {
				t.Errorf("the walk left out %d processes, want 1: only the shell runs while it lists", look.Own)
			}
			p := called(t, look, "exe")
			if p.ArgsJoined != (s.name == "dash alone") {
				t.Errorf("arguments joined: %v", p.ArgsJoined)
			}
			if p.ArgsJoined {
				diff(t, "arguments", []string{strings.Join(args, "")}, raws(p.Args))
			} else {
				diff(t, "arguments", args, raws(p.Args))
			}
			if !strings.HasSuffix(p.Executable.Raw(), "/scene") || p.Deleted {
				t.Errorf("executable %q, deleted %v", p.Executable, p.Deleted)
			}
			if p.PID < 2 || p.ParentPID != 1 || p.State != "S" || p.TTY != "" || p.User == nil || *p.User != 0 {
				t.Errorf("got %+v", p)
			}
			if age := time.Since(p.Started); age < -time.Second || age > time.Minute {
				t.Errorf("started %v ago, want just now", age)
			}
			if p.Trust != threat.TrustContainer || look.Trust != threat.TrustContainer || look.Rung != threat.Exec {
				t.Errorf("trust %q of the process, %q of the look at rung %q", p.Trust, look.Trust, look.Rung)
			}
			if first := called(t, look, "scene"); first.PID != 1 || first.ParentPID != 0 {
				t.Errorf("the first process is %+v", first)
			}
		})
	}
}

func TestWalkSeesDeletedAndMemoryExecutables(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, nil, []string{"deleted", "/tmp/walk-gone"}, []string{"memory", "payload"})
			wantComplete(t, look)
			gone := called(t, look, "walk-gone")
			if got := gone.Executable.Raw(); got != "/tmp/walk-gone" || !gone.Deleted {
				t.Errorf("executable %q, deleted %v", got, gone.Deleted)
			}
			var memory int
			for _, p := range look.Processes {
				if p.Executable.Raw() == "/memfd:payload" && p.Deleted {
					memory++
				}
			}
			if memory != 1 {
				t.Errorf("%d processes run /memfd:payload, want 1: %s", memory, describe(look))
			}
			if strings.Contains(describe(look), "(deleted)") {
				t.Errorf("the kernel's mark is still in a path: %s", describe(look))
			}
		})
	}
}
