//go:build linux

package walk

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// testNonce frames the answers of all tests.
const testNonce = "ABCDEFGHIJKLMNOPQRSTUVWX"

// builds holds the scene program, compiled once: it is linked statically, so
// that it runs in every root.
var builds = struct {
	sync.Mutex
	dir   string
	files map[string]string
}{files: map[string]string{}}

func TestMain(m *testing.M) {
	code := m.Run()
	if builds.dir != "" {
		_ = os.RemoveAll(builds.dir)
	}
	os.Exit(code)
}

// compiled builds a C file of testdata.
func compiled(t testing.TB, output string, arguments ...string) string {
	t.Helper()
	builds.Lock()
	defer builds.Unlock()
	if path, ok := builds.files[output]; ok {
		return path
	}
	if builds.dir == "" {
		dir, err := os.MkdirTemp("", "walk-test-") //nolint:usetesting // All tests share it.
		if err != nil {
			t.Fatal(err)
		}
		builds.dir = dir
	}
	path := filepath.Join(builds.dir, output)
	if _, err := exec.LookPath("gcc"); err != nil {
		notHere(t, "gcc")
	}
	out, err := exec.Command("gcc", append([]string{"-O1", "-Wall", "-o", path}, arguments...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("compiling %s (libc6-dev is needed): %v\n%s", output, err, out)
	}
	builds.files[output] = path
	return path
}

func sceneProgram(t testing.TB) string {
	t.Helper()
	return compiled(t, "scene", "-static", "testdata/scene.c", "-lpthread")
}

// stage is a container of a test: namespaces of its own for processes, mounts
// and network, and the scenes that play in it.
type stage struct {
	settings []string   // of "scene run"
	scenes   [][]string // words for the scene program
	root     string     // an other root, with the scene program at /scene
}

// run plays the scenes, then the command, and returns what that printed.
func (s stage) run(t testing.TB, command ...string) []byte {
	t.Helper()
	cmd := s.start(t, command...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("running in namespaces of its own: %v\n%s", err, stderr.Bytes())
	}
	return stdout.Bytes()
}

// start prepares what run runs.
func (s stage) start(t testing.TB, command ...string) *exec.Cmd {
	t.Helper()
	s.mustRunHere(t)
	program := sceneProgram(t)
	args := append([]string{"run"}, s.settings...)
	inside := program
	if s.root != "" {
		inside = "/scene"
		args = append(args, "root="+s.root)
	}
	for _, words := range s.scenes {
		args = append(append(args, ";", inside), words...)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, append(append(args, ";"), command...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "QUOTING_STYLE=shell-always", "TIME_STYLE=full-iso"}
	cmd.SysProcAttr = namespaces()
	return cmd
}

// shell is a way to run the script.
type shell struct {
	name    string
	command []string
	root    func(testing.TB) string // nil for the machine's own
}

// shells returns those that containers have: GNU tools with dash and with bash,
// busybox alone, and a root with dash and nothing else.
func testShells() []shell {
	return []shell{
		{name: "dash", command: []string{"/usr/bin/dash"}},
		{name: "bash", command: []string{"/bin/bash", "--posix"}},
		{name: "busybox", command: []string{"/bin/sh"}, root: busyboxRoot},
		{name: "dash alone", command: []string{"/bin/sh"}, root: bareRoot},
	}
}

// walkArgs is Command for another shell.
func (s shell) walkArgs() []string {
	return append(slices.Clone(s.command), Command(testNonce)[1:]...)
}

// answer plays the scenes and returns what the script says under this shell.
func (s shell) answer(t testing.TB, settings []string, scenes ...[]string) []byte {
	t.Helper()
	st := stage{settings: settings, scenes: scenes}
	if s.root != nil {
		st.root = s.root(t)
	}
	return st.run(t, s.walkArgs()...)
}

func (s shell) look(t testing.TB, settings []string, scenes ...[]string) threat.Look {
	t.Helper()
	return Parse(s.answer(t, settings, scenes...), testNonce, false)
}

// bareRoot makes a root with dash as sh and no other program.
func bareRoot(t testing.TB) string {
	t.Helper()
	root := emptyRoot(t)
	install(t, root, "/usr/bin/dash", "/bin/sh")
	return root
}

// busyboxRoot makes a root with a static busybox and its applets.
func busyboxRoot(t testing.TB) string {
	t.Helper()
	root := emptyRoot(t)
	install(t, root, "/bin/busybox", "/bin/busybox")
	for _, applet := range []string{"sh", "cat", "ls", "env", "head", "stat", "sha256sum", "chroot"} {
		if err := os.Symlink("busybox", filepath.Join(root, "bin", applet)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// gnuRoot makes a root with dash and the GNU tools that the scripts use.
func gnuRoot(t testing.TB) string {
	t.Helper()
	root := bareRoot(t)
	for _, tool := range []string{"cat", "ls", "env", "head", "stat", "sha256sum"} {
		install(t, root, "/usr/bin/"+tool, "/usr/bin/"+tool)
	}
	return root
}

func emptyRoot(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"proc", "dev", "etc", "tmp", "bin", "usr/bin"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	install(t, root, sceneProgram(t), "/scene")
	return root
}

// install copies a program and the libraries that it is linked with.
func install(t testing.TB, root, from, to string) {
	t.Helper()
	place(t, from, filepath.Join(root, to))
	out, err := exec.Command("ldd", from).CombinedOutput()
	if err != nil {
		return // linked statically
	}
	for _, word := range strings.Fields(string(out)) {
		if strings.HasPrefix(word, "/") {
			place(t, word, filepath.Join(root, word))
		}
	}
}

func place(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		notHere(t, from)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o755); err != nil {
		t.Fatal(err)
	}
}

// called finds the one process with the name.
func called(t testing.TB, look threat.Look, name string) threat.Process {
	t.Helper()
	var found []threat.Process
	for i := range look.Processes {
		p := look.Processes[i]
		if p.Command.Raw() == name {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d processes are called %q in %s, want 1", len(found), name, describe(look))
	}
	return found[0]
}

func describe(look threat.Look) string {
	var b strings.Builder
	for i := range look.Processes {
		p := &look.Processes[i]
		b.WriteString(p.Command.String() + "=" + p.Executable.String() + " ")
	}
	for _, f := range look.Flaws {
		b.WriteString("[" + string(f.Code))
		for _, arg := range f.Args {
			b.WriteString(" " + arg.String())
		}
		b.WriteString("] ")
	}
	return b.String()
}

// codes returns the kinds of flaws, each once.
func codes(look threat.Look) []threat.FlawCode {
	var list []threat.FlawCode
	for _, f := range look.Flaws {
		list = append(list, f.Code)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func wantComplete(t testing.TB, look threat.Look) {
	t.Helper()
	if !look.Complete() {
		t.Errorf("the look is not complete: %s", describe(look))
	}
}

func raws(texts []untrusted.Text) []string {
	var list []string
	for _, text := range texts {
		list = append(list, text.Raw())
	}
	return list
}

func diff(t testing.TB, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateComparable(untrusted.Text{})); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
