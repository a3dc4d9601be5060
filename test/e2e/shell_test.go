//go:build e2e

package e2e_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/test/lab"
)

// TestShellOfFinding is a responder's way: from the finding to a prompt, and out.
func TestShellOfFinding(t *testing.T) {
	_, finding := attacked(t, "shell")
	c := sit(t, shared.kubeconfig, "shell", finding, "--reason", "INC-7")
	c.expect("it is the finding.s container")
	c.expect("recording to ")
	c.expect(`bash-\S+# `)

	c.keys("stty size\r")
	c.expect("24 80\r\n")
	c.resize(100, 30)
	_ = c.command.Process.Signal(syscall.SIGWINCH) // some kernels send none for a terminal without a reader in front
	c.expect(`bash-\S+# `)
	c.keys("until [ \"$(stty size)\" = '30 100' ]; do sleep 0.1; done; echo it is $((1+1))\r")
	c.expect("it is 2\r\n")

	c.keys("sleep 1000\r")
	c.expect("sleep 1000\r\n")
	time.Sleep(300 * time.Millisecond) // until it is in front
	c.keys("\x03")
	c.expect(`bash-\S+# `)
	c.keys("echo status $?\r")
	c.expect("status 130\r\n")

	c.keys(`printf '\033]52;c;cm0gLXJm\007\033]0;t\007\033[6nend\n'` + "\r")
	c.expect(`\\x1b\]52;c;cm0gLXJm\\aend`)
	c.keys("tty; echo $HISTFILE.; exit 42\r")
	c.expect(`/dev/pts/\d+`)
	c.expect(`kept from your terminal: clipboard accesses \(1\), terminal queries \(1\), window titles \(1\)`)
	sum := c.expect(`SHA-256 ([0-9a-f\s]+)\)`)[1]
	c.wantEnd(42)

	if screen := c.screen(); strings.Contains(screen, "\x1b]") || strings.Contains(screen, "\x1b[6n") {
		t.Errorf("the terminal got %q", screen)
	}
	body := c.recording()
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(body))); got != strings.Join(strings.Fields(sum), "") {
		t.Errorf("SHA-256 %s, printed was %s", got, sum)
	}
	wantCast(t, body, "INC-7", "it is 2", `"r", "100x30"`, "it is $((1+1))")
}

// wantCast reads a recording as a player does.
func wantCast(t *testing.T, body string, parts ...string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	var header struct {
		Version, Width, Height int
		Threat                 struct {
			Finding string
			Target  struct{ Namespace, ContainerID string }
		}
	}
	if err := json.Unmarshal([]byte(lines[0]), &header); err != nil {
		t.Fatal(err)
	}
	if header.Version != 2 || header.Width != 80 || header.Height != 24 || header.Threat.Target.Namespace != shared.lab.Namespace ||
		header.Threat.Finding == "" || header.Threat.Target.ContainerID == "" {
		t.Errorf("header %s", lines[0])
	}
	last := 0.0
	for _, line := range lines[1:] {
		var at float64
		var kind, data string
		err := json.Unmarshal([]byte(line), &[]any{&at, &kind, &data})
		if err != nil || at < last || kind != "o" && kind != "r" || data == "" {
			t.Fatalf("event %s: %v", line, err)
		}
		last = at
	}
	for _, part := range parts {
		if !strings.Contains(body, part) {
			t.Errorf("the recording lacks %q:\n%s", part, body)
		}
	}
}

// TestShellWhosePodGoes ends with the pod and says so.
func TestShellWhosePodGoes(t *testing.T) {
	if _, err := shared.lab.Pod(t.Context(), "going", lab.Debian); err != nil {
		t.Fatal(err)
	}
	c := sit(t, shared.kubeconfig, "shell", "pod/going", "-n", shared.lab.Namespace)
	c.expect(`bash-\S+# `)
	c.keys("echo $((6*7)); sleep 1000\r")
	c.expect("42\r\n")
	if err := shared.lab.Delete(t.Context(), "going"); err != nil {
		t.Fatal(err)
	}
	c.expect(`the session has ended: the pod (is gone|is being deleted)`)
	<-c.ended
	status := c.command.ProcessState.ExitCode()
	if status != 137 && status != 125 {
		t.Errorf("exit status %d, want the killed shell's or our own", status)
	}
	c.wantEnd(status)
}

// TestShellThatIsGivenUp restores the terminal and leaves nothing running.
func TestShellThatIsGivenUp(t *testing.T) {
	if _, err := shared.lab.Pod(t.Context(), "leaving", lab.Debian); err != nil {
		t.Fatal(err)
	}
	tests := map[string]func(c *console){
		"SIGTERM": func(c *console) { _ = c.command.Process.Signal(syscall.SIGTERM) },
		"SIGHUP":  func(c *console) { _ = c.command.Process.Signal(syscall.SIGHUP) },
		"keys":    func(c *console) { c.keys("\x1d\x1d\x1d") },
	}
	for name, give := range tests {
		t.Run(name, func(t *testing.T) {
			c := sit(t, shared.kubeconfig, "shell", "pod/leaving", "-n", shared.lab.Namespace, "--no-record")
			c.expect(`bash-\S+# `)
			c.keys("printf '\\033[?1049h\\033[?25l'; sleep 54321\r")
			c.expect(`\x1b\[\?1049h\x1b\[\?25l`)
			give(c)
			c.expect(`\x1b\[\?1049l`)
			c.expect(`\x1b\[\?25h`)
			c.expect(`what it had left running in the container was\s+ended`)
			c.wantEnd(130)
			left, err := shared.lab.Run(t.Context(), "leaving", "bash", "-c", "ps -eo stat,args | grep '[s]leep 54321\\|[-]-norc' | grep -v ^Z; true")
			if err != nil || left != "" {
				t.Errorf("left running: %q, %v", left, err)
			}
		})
	}
}

// TestShellByImage finds the shell that there is, or says that there is none.
func TestShellByImage(t *testing.T) {
	tests := map[string]struct {
		image  string
		status int
		want   []string
	}{
		"shell-debian":     {lab.Debian, 5, []string{"name bash"}},
		"shell-busybox":    {lab.Busybox, 5, []string{"name /bin/sh"}},
		"shell-only":       {lab.ShellOnly, 5, []string{"name /bin/sh"}},
		"shell-distroless": {lab.Distroless, 125, []string{"has neither /bin/sh nor bash, sh, ash or busybox", "kubectl debug "}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := shared.lab.Pod(t.Context(), name, tt.image); err != nil {
				t.Fatal(err)
			}
			printed, status := piped(t, shared.kubeconfig, "echo name $0\nexit 5\n", "shell", "pod/"+name, "-n", shared.lab.Namespace)
			if status != tt.status {
				t.Errorf("exit status %d, want %d\n%s", status, tt.status, printed)
			}
			for _, want := range tt.want {
				if !strings.Contains(printed, want) {
					t.Errorf("no %q in\n%s", want, printed)
				}
			}
		})
	}
}

// piped runs the plugin without a terminal, and returns both streams.
func piped(t *testing.T, kubeconfig, input string, args ...string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var printed bytes.Buffer
	command := exec.CommandContext(ctx, shared.binary, vouched(args)...)
	command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "XDG_STATE_HOME="+t.TempDir())
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &printed, &printed
	_ = command.Run()
	return printed.String(), command.ProcessState.ExitCode()
}

// TestShellIsExact carries bytes both ways as they are, over both protocols.
func TestShellIsExact(t *testing.T) {
	if _, err := shared.lab.Pod(t.Context(), "exact", lab.Debian); err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 3<<20)
	for i := range data {
		data[i] = byte(i * 7 >> 3)
	}
	for protocol, kubeconfig := range map[string]string{"websocket": shared.kubeconfig, "spdy": withoutWebSocket(t)} {
		t.Run(protocol, func(t *testing.T) {
			var out, errs bytes.Buffer
			command := exec.CommandContext(t.Context(), shared.binary,
				vouched([]string{"shell", "pod/exact", "-n", shared.lab.Namespace, "--", "sh", "-c", "cat; echo end >&2; exit 3"})...)
			command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "XDG_STATE_HOME="+t.TempDir())
			command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(data), &out, &errs
			_ = command.Run()
			if status := command.ProcessState.ExitCode(); status != 3 || !strings.Contains(errs.String(), "end\n") {
				t.Errorf("exit status %d, want 3\n%s", status, &errs)
			}
			if !bytes.Equal(out.Bytes(), data) {
				t.Errorf("%d bytes came back of %d, or others", out.Len(), len(data))
			}
		})
	}
}

// TestShellWithoutWebSocket has a terminal over SPDY, too.
func TestShellWithoutWebSocket(t *testing.T) {
	if _, err := shared.lab.Pod(t.Context(), "spdy", lab.Debian); err != nil {
		t.Fatal(err)
	}
	c := sit(t, withoutWebSocket(t), "shell", "pod/spdy", "-n", shared.lab.Namespace)
	c.expect(`bash-\S+# `)
	c.resize(90, 20)
	c.keys("until [ \"$(stty size)\" = '20 90' ]; do sleep 0.1; done; exit 17\r")
	c.wantEnd(17)
}

// TestShellWhileConnecting leaves Ctrl-C to the user until there is a shell.
func TestShellWhileConnecting(t *testing.T) {
	if _, err := shared.lab.Pod(t.Context(), "connecting", lab.Debian); err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{}, 1)
	kubeconfig := through(t, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if !strings.HasSuffix(r.URL.Path, "/exec") {
			next.ServeHTTP(w, r)
			return
		}
		asked <- struct{}{}
		<-r.Context().Done()
	})
	for name, act := range map[string]func(*console){
		"ctrl-c": func(c *console) { c.keys("\x03") },
		"late":   func(c *console) { c.expect("no connection within 2s") },
	} {
		t.Run(name, func(t *testing.T) {
			status := map[string]int{"ctrl-c": 130, "late": 125}[name]
			c := sit(t, kubeconfig, "shell", "pod/connecting", "-n", shared.lab.Namespace, "--timeout", "2s")
			<-asked
			act(c)
			c.wantEnd(status)
			if files, _ := filepath.Glob(filepath.Join(c.state, "kubectl-threat", "recordings", "*")); len(files) > 0 {
				t.Errorf("a recording of nothing has stayed: %v", files)
			}
		})
	}
}

// TestShellIsAskedFor enters a remembered finding's container only after a yes.
func TestShellIsAskedFor(t *testing.T) {
	_, finding := attacked(t, "asked")
	const script = `"$0" inspect "$@" -o name
for answer in no yes; do "$0" shell ${2+"$2" "$3"}; echo "$answer: $?"; done`
	c := sitBefore(t, shared.kubeconfig, append([]string{"/bin/sh", "-c", script, shared.binary}, vouched([]string{finding})...)...)
	const question = `Open a shell in container app of pod \S+\? \[y/N\] `
	c.expect(question)
	c.keys("\r")
	c.expect("no shell was opened")
	c.expect("no: 130")
	c.expect(question)
	c.keys("yes\r")
	c.expect(`bash-\S+# `)
	c.keys("exit 9\r")
	c.expect("yes: 9")
	c.wantEnd(0)
}
