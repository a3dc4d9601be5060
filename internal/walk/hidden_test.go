package walk

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// hideLibrary compiles a library that hides processes, and puts it into a root.
func hideLibrary(t *testing.T, root string, how ...string) string {
	t.Helper()
	name := "hide" + strconv.Itoa(len(how)) + ".so"
	args := append([]string{"-shared", "-fPIC"}, how...)
	place(t, compiled(t, name, append(args, "testdata/hide.c", "-ldl")...), filepath.Join(root, "lib", "libm-hide.so"))
	return "/lib/libm-hide.so"
}

func TestNoLookIsCompleteUnderALibraryThatHides(t *testing.T) {
	tests := map[string]struct {
		how      []string
		settings []string
		want     []threat.FlawCode
	}{
		"processes":                        {want: []threat.FlawCode{threat.FlawHidden, threat.FlawPreload}},
		"processes and its entry":          {how: []string{"-DHIDE_FILE"}, want: []threat.FlawCode{threat.FlawHidden, threat.FlawPreload}},
		"processes, entry and its own map": {how: []string{"-DHIDE_FILE", "-DHIDE_MAPS"}, want: []threat.FlawCode{threat.FlawHidden}},
		"all of these and their numbers": {
			how:      []string{"-DHIDE_FILE", "-DHIDE_MAPS", "-DHIDE_STAT"},
			settings: []string{"cgroup=/sys/fs/cgroup/cgroup.procs"},
			want:     []threat.FlawCode{threat.FlawHidden},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root := gnuRoot(t)
			library := hideLibrary(t, root, test.how...)
			s := shell{command: []string{"/bin/sh"}, root: func(testing.TB) string { return root }}
			scenes := [][]string{{"named", "hidden"}, {"named", "shown"}}
			open := s.look(t, test.settings, scenes...)
			wantComplete(t, open)
			hidden := called(t, open, "hidden").PID

			look := s.look(t, test.settings, append(scenes, []string{"preload", library})...)
			if got := codes(look); !slices.Equal(got, test.want) {
				t.Fatalf("flaws %v, want %v: %s", got, test.want, describe(look))
			}
			for _, f := range look.Flaws {
				if f.Code == threat.FlawHidden && (len(f.Args) != 1 || f.Args[0].Raw() != strconv.Itoa(hidden)) {
					t.Errorf("hidden %v, want %d", f.Args, hidden)
				}
			}
			if err := os.Remove(filepath.Join(root, "etc", "ld.so.preload")); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestProcWithoutTheRest has a /proc that shows processes and nothing else.
func TestProcWithoutTheRest(t *testing.T) {
	for _, s := range testShells() {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, []string{"proc=subset=pid"}, []string{"named", "one"})
			diff(t, "flaws", []threat.FlawCode{threat.FlawUncounted}, codes(look))
			if p := called(t, look, "one"); !p.Started.IsZero() || p.Executable.IsZero() {
				t.Errorf("got %+v", p)
			}
		})
	}
}
