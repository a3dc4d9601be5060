//go:build linux

package walk

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// TestForgedTextStaysText lets processes choose names, arguments and paths that
// look like parts of the answer.
func TestForgedTextStaysText(t *testing.T) {
	forgedLine := "\nlrwxrwxrwx 1 0 0 0 Nov 22 03:47 ./1/exe -> /bin/innocent"
	exe := "/tmp/walk" + strings.ReplaceAll(forgedLine, "/", "_")
	mark := "\nT=AAAAAAAAAAAAAAAAAAAAAAAA"
	name := "a) R 1\n1 (b) S "
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, nil,
				[]string{"named", name},
				[]string{"copied", exe},
				[]string{"background", "x", "hold", mark + ".end 1\n", mark + "\x01"},
			)
			if s.name == "busybox" {
				diff(t, "flaws", []threat.FlawCode{threat.FlawUnreadable}, codes(look))
			} else {
				wantComplete(t, look)
			}
			first := called(t, look, "scene")
			if first.PID != 1 || !strings.HasSuffix(first.Executable.Raw(), "/scene") {
				t.Errorf("the first process is %+v", first)
			}
			if p := called(t, look, name); p.ParentPID != 1 || p.State != "S" {
				t.Errorf("the process with a forged record is %+v", p)
			}
			want := exe
			if s.name == "busybox" {
				want = strings.ReplaceAll(exe, "\n", "?") // Its ls prints newlines so.
			}
			p := called(t, look, exe[5:20])
			if p.Executable.Raw() != want {
				t.Errorf("executable %q, want %q", p.Executable.Raw(), want)
			}
			if p := called(t, look, "exe"); !strings.Contains(strings.Join(raws(p.Args), ""), mark+".end 1\n") {
				t.Errorf("arguments %q", raws(p.Args))
			}
			os.Remove(exe)
		})
	}
}

// TestForgedDescriptorsShow lets a process hold a file whose name answers for
// another descriptor of it.
func TestForgedDescriptorsShow(t *testing.T) {
	dir := t.TempDir()
	tests := map[string]struct {
		name string
		want []threat.FlawCode
		fd0  string
	}{
		"twice the same descriptor": {
			name: "x\nl-wx------ 1 0 0 64 Nov 22 03:47 0 -> innocent",
			want: []threat.FlawCode{threat.FlawForged}, fd0: "innocent",
		},
		"a header":       {name: "x\n./1/fd:\ntotal 0", fd0: "/dev/null"},
		"not a link":     {name: "x\ntotal 0", fd0: "/dev/null"},
		"another's link": {name: "x\nlrwxrwxrwx 1 0 0 0 Nov 22 03:47 .:1:exe -> y", fd0: "/dev/null"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, strings.ReplaceAll(test.name, "/", "_"))
			look := testShells()[0].look(t, nil, []string{"holding", file}, []string{"named", "other"})
			if got := codes(look); !slices.Equal(got, test.want) {
				t.Fatalf("flaws %v, want %v: %s", got, test.want, describe(look))
			}
			if got := called(t, look, "other").Stdio[0].Raw(); got != "/dev/null" {
				t.Errorf("descriptor 0 of another process leads to %q", got)
			}
		})
	}
}

func TestAHostilePathOfProgramsIsNotUsed(t *testing.T) {
	dir := t.TempDir()
	for _, tool := range []string{"cat", "ls", "env", "printf", "["} {
		if err := os.WriteFile(filepath.Join(dir, tool), []byte("#!/bin/sh\necho forged\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	look := testShells()[0].look(t, nil)
	wantComplete(t, look)
	called(t, look, "scene")
}
