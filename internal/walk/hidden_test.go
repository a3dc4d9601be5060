//go:build linux

package walk

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
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

// TestAHiddenProcessWithAHighNumberIsFound: beyond the numbers that are tried, by
// the cgroup; where the numbers began anew, by trying more of them.
func TestAHiddenProcessWithAHighNumberIsFound(t *testing.T) {
	for name, settings := range map[string][]string{"cgroup": {"cgroup=/sys/fs/cgroup/cgroup.procs"}, "numbers": nil} {
		t.Run(name, func(t *testing.T) {
			root := gnuRoot(t)
			library := hideLibrary(t, root)
			s := shell{command: []string{"/bin/sh"}, root: func(testing.TB) string { return root }}
			look := s.look(t, settings, []string{"preload", library},
				[]string{"number", "69000"}, []string{"named", "shown"}, []string{"number", "70000"}, []string{"named", "hidden"}, []string{"number", "400"})
			if got := codes(look); !slices.Contains(got, threat.FlawHidden) {
				t.Errorf("flaws %s, want hidden", describe(look))
			}
			if p := called(t, look, "hidden"); p.PID < 70000 || p.Executable.Raw() != "/scene" {
				t.Errorf("the hidden process was read as %+v", p)
			}
		})
	}
}

// TestAPreloadFileIsAFlaw, also where the tools are static and heed it not.
func TestAPreloadFileIsAFlaw(t *testing.T) {
	for _, s := range testShells()[2:] {
		t.Run(s.name, func(t *testing.T) {
			look := s.look(t, nil, []string{"preload", "/opt/none.so"})
			want := []threat.Flaw{{Code: threat.FlawPreload, Args: untrusted.All([]string{"/opt/none.so"})}}
			diff(t, "flaws", want, look.Flaws)
		})
	}
}

// TestAPreloadVariableIsAFlaw: the shell itself was loaded with it.
func TestAPreloadVariableIsAFlaw(t *testing.T) {
	for _, variable := range []string{"LD_PRELOAD", "LD_AUDIT"} {
		set := []string{"/bin/sh", "-c", variable + `=/opt/none.so; export ` + variable + `; exec "$@"`, "sh"}
		for _, s := range testShells()[:2] {
			out := stage{}.run(t, append(set, s.walkArgs()...)...)
			want := []threat.Flaw{{Code: threat.FlawPreload, Args: untrusted.All([]string{"/opt/none.so"})}}
			diff(t, s.name+" with "+variable, want, Parse(out, testNonce, false).Flaws)
		}
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
