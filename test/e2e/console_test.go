//go:build e2e

package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/term"
)

// console is a terminal at which somebody runs the plugin.
type console struct {
	t         *testing.T
	far, near *os.File
	before    *term.State
	command   *exec.Cmd
	state     string // XDG_STATE_HOME
	ended     chan struct{}

	mu      sync.Mutex
	printed string
	read    int // of printed, by expect
}

// sit starts the plugin at a terminal of 80 by 24 characters.
func sit(t *testing.T, kubeconfig string, args ...string) *console {
	t.Helper()
	return sitBefore(t, kubeconfig, append([]string{shared.binary}, vouched(args)...)...)
}

// sitBefore starts any command there.
func sitBefore(t *testing.T, kubeconfig string, argv ...string) *console {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, far: far, near: near, state: t.TempDir(), ended: make(chan struct{})}
	c.resize(80, 24)
	c.before = c.modes()
	c.command = exec.Command(argv[0], argv[1:]...)
	c.command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "XDG_STATE_HOME="+c.state, "TERM=xterm")
	c.command.Stdin, c.command.Stdout, c.command.Stderr = near, near, near
	c.command.SysProcAttr = atTerminal()
	if err := c.command.Start(); err != nil {
		t.Fatal(err)
	}
	go c.watch()
	go func() {
		_ = c.command.Wait()
		close(c.ended)
	}()
	t.Cleanup(func() {
		_ = c.command.Process.Kill()
		<-c.ended
		near.Close()
		far.Close()
	})
	return c
}

// watch keeps what is printed.
func (c *console) watch() {
	buffer := make([]byte, 4096)
	for {
		n, err := c.far.Read(buffer)
		c.mu.Lock()
		c.printed += string(buffer[:n])
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (c *console) resize(width, height uint16) {
	c.t.Helper()
	if err := pty.Setsize(c.far, &pty.Winsize{Cols: width, Rows: height}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *console) modes() *term.State {
	c.t.Helper()
	state, err := term.GetState(int(c.near.Fd()))
	if err != nil {
		c.t.Fatal(err)
	}
	return state
}

func (c *console) screen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.printed
}

// expect waits for a text that was not seen before.
func (c *console) expect(pattern string) []string {
	c.t.Helper()
	wanted := regexp.MustCompile(pattern)
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		c.mu.Lock()
		rest := c.printed[c.read:]
		found := wanted.FindStringSubmatchIndex(rest)
		if found != nil {
			c.read += found[1]
		}
		c.mu.Unlock()
		if found != nil {
			return wanted.FindStringSubmatch(rest)
		}
	}
	c.t.Fatalf("no %q came after\n%s", pattern, c.screen())
	return nil
}

func (c *console) keys(keys string) {
	c.t.Helper()
	if _, err := c.far.WriteString(keys); err != nil {
		c.t.Fatal(err)
	}
}

// wantEnd waits for the end, and the terminal has to be what it was.
func (c *console) wantEnd(status int) {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(30 * time.Second):
		c.t.Fatalf("no end after\n%s", c.screen())
	}
	if got := c.command.ProcessState.ExitCode(); got != status {
		c.t.Errorf("exit status %d, want %d\n%s", got, status, c.screen())
	}
	all := cmp.Exporter(func(reflect.Type) bool { return true })
	if diff := cmp.Diff(c.before, c.modes(), all); diff != "" {
		c.t.Errorf("modes of the terminal (-before +after):\n%s", diff)
	}
}

// recording reads the only recording that was made.
func (c *console) recording() string {
	c.t.Helper()
	files, err := filepath.Glob(filepath.Join(c.state, "kubectl-threat", "recordings", "*.cast"))
	if err != nil || len(files) != 1 {
		c.t.Fatalf("recordings %v, %v, want one", files, err)
	}
	body, err := os.ReadFile(files[0])
	if err != nil {
		c.t.Fatal(err)
	}
	return string(body)
}

// vouched adds what a cluster needs that is not called as gcloud would call it.
func vouched(args []string) []string {
	if shared.existing && !strings.HasPrefix(shared.lab.Place.Context, "gke_") {
		args = append([]string{args[0], "--context", shared.lab.Place.Context}, args[1:]...)
	}
	return args
}
