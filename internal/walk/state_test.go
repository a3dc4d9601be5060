//go:build linux

package walk

import (
	"slices"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestAZombieIsNotUnreadable(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, nil, []string{"zombie"})
			wantComplete(t, look)
			zombies := slices.DeleteFunc(look.Processes, func(p threat.Process) bool { return p.State != "Z" })
			if len(zombies) != 1 {
				t.Fatalf("%d zombies, want 1", len(zombies))
			}
			if z := zombies[0]; !z.Executable.IsZero() || len(z.Args) > 0 || z.Command.Raw() != "scene" {
				t.Errorf("the zombie is %+v", z)
			}
		})
	}
}

// TestAThreadIsNoProcess, though it has a folder in /proc that is not listed.
func TestAThreadIsNoProcess(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			out := s.answer(t, nil, []string{"threaded"})
			look := Parse(out, testNonce, false)
			wantComplete(t, look)
			p := called(t, look, "threaded")
			f := split(out, testNonce)
			a := read(&f, pathPrefix(testNonce))
			if len(a.unlisted) != 3 || len(look.Processes) != 2 {
				t.Fatalf("%d numbers were not listed, want the 3 threads; %s", len(a.unlisted), describe(look))
			}
			for n, process := range a.unlisted {
				if process != p.PID || slices.Contains(a.asked, n) {
					t.Errorf("thread %d is of process %d, want %d; asked for %v", n, process, p.PID, a.asked)
				}
			}
		})
	}
}

// TestAProcessWithoutItsFirstThreadIsNoZombie: ps calls it defunct, and the
// others run on.
func TestAProcessWithoutItsFirstThreadIsNoZombie(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, nil, []string{"headless"})
			if got := codes(look); !slices.Equal(got, []threat.FlawCode{threat.FlawUnreadable}) {
				t.Errorf("flaws %s, want unreadable", describe(look))
			}
		})
	}
}

func TestAnotherUsersProcessesAreUnreadable(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, []string{"uid=65534"}, []string{"named", "other"})
			if got := codes(look); !slices.Equal(got, []threat.FlawCode{threat.FlawUnreadable}) {
				t.Fatalf("flaws %s, want unreadable", describe(look))
			}
			if n := len(look.Flaws[0].Args); n != 2 {
				t.Errorf("%d processes are unreadable, want 2", n)
			}
			p := called(t, look, "other")
			if !p.Executable.IsZero() || p.User == nil || *p.User != 0 || p.Stdio != nil {
				t.Errorf("the process of root is %+v", p)
			}
		})
	}
}

// TestRootOfAContainerReadsOtherUsersProcesses: without CAP_SYS_PTRACE it must
// become each user for that, which GNU chroot does and busybox's can't.
func TestRootOfAContainerReadsOtherUsersProcesses(t *testing.T) {
	scenes := [][]string{
		{"user", "33", "named", "web"}, {"user", "33", "reverse", "4444"}, {"user", "70", "named", "database"}, {"named", "roots"},
	}
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, []string{"contained"}, scenes...)
			web, database, roots := called(t, look, "web"), called(t, look, "database"), called(t, look, "roots")
			if *web.User != 33 || *database.User != 70 || *roots.User != 0 || roots.Executable.IsZero() {
				t.Errorf("users %d, %d, %d; executable of root's process %q", *web.User, *database.User, *roots.User, roots.Executable)
			}
			if s.name == "busybox" || s.name == "dash alone" {
				diff(t, "flaws", []threat.FlawCode{threat.FlawUnreadable}, codes(look))
				return
			}
			wantComplete(t, look)
			if web.Executable != roots.Executable || database.Executable != roots.Executable || len(web.Stdio) != 3 {
				t.Errorf("got %+v and %+v", web, database)
			}
			if shell := called(t, look, "scene-reverse"); len(shell.Sockets) != 1 || shell.Sockets[0].DestinationPort != 4444 {
				t.Errorf("the sockets of another user's process are %+v", shell.Sockets)
			}
		})
	}
}

func TestProcThatHidesOthers(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			settings := []string{"uid=65534", "proc=hidepid=2"}
			look := s.look(t, settings, []string{"named", "other"})
			if got := codes(look); !slices.Contains(got, threat.FlawUncounted) {
				t.Errorf("flaws %s, want uncounted", describe(look))
			}
			look = s.look(t, append(settings, "cgroup=/sys/fs/cgroup/pids/cgroup.procs"), []string{"named", "other"})
			if got := codes(look); !slices.Contains(got, threat.FlawHidden) {
				t.Errorf("flaws %s, want hidden", describe(look))
			}
		})
	}
}

func TestAReverseShellsSocketIsOnItsStandardStreams(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, nil, []string{"reverse", "4444"})
			wantComplete(t, look)
			p := called(t, look, "scene-reverse")
			if len(p.Sockets) != 1 {
				t.Fatalf("%d sockets, want 1: %+v", len(p.Sockets), p)
			}
			got := p.Sockets[0]
			want := threat.Socket{
				Inode: got.Inode, Protocol: "tcp", State: "ESTABLISHED", SourceIP: "127.0.0.1", SourcePort: got.SourcePort,
				DestinationIP: "127.0.0.1", DestinationPort: 4444, FDs: []int{0, 1, 2},
			}
			diff(t, "socket", want, got)
			if got.SourcePort == 0 || got.Inode == 0 {
				t.Errorf("socket %+v", got)
			}
			for _, text := range p.Stdio {
				if !strings.HasPrefix(text.Raw(), "socket:[") {
					t.Errorf("a standard stream leads to %q", text)
				}
			}
			listener := called(t, look, "listener")
			if len(listener.Sockets) != 2 || listener.Sockets[0].State != "LISTEN" || listener.Sockets[0].DestinationIP != "" {
				t.Errorf("the listener's sockets are %+v", listener.Sockets)
			}
			if len(look.Sockets) != 0 {
				t.Errorf("sockets without a process: %+v", look.Sockets)
			}
		})
	}
}

func TestNumbersThatBeganAnew(t *testing.T) {
	scenes := [][]string{{"number", "70000"}, {"named", "high"}, {"number", "400"}}
	if got := codes(testShells()[0].look(t, nil, scenes...)); !slices.Equal(got, []threat.FlawCode{threat.FlawUncounted}) {
		t.Errorf("flaws %v, want uncounted: there are four million numbers, and not all were tried", got)
	}
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, []string{"cgroup=/sys/fs/cgroup/cgroup.procs"}, scenes...)
			wantComplete(t, look)
			if p := called(t, look, "high"); p.PID < 70000 {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestAProcessUnderAMountIsHidden(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, nil, []string{"named", "covered"}, []string{"cover", "3"})
			if !slices.ContainsFunc(look.Flaws, func(f threat.Flaw) bool {
				return f.Code == threat.FlawHidden && slices.Equal(raws(f.Args), []string{"3"})
			}) {
				t.Errorf("flaws %s, want 3 hidden", describe(look))
			}
		})
	}
}
