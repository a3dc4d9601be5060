// Command demo shows the plugin on an attack that happens for real: it starts the
// cluster of test/cluster, lets a server be made to start a reverse shell, writes
// the finding that Security Command Center would make of it, and inspects it.
//
//	go run ./test/demo          ends what it started
//	go run ./test/demo -keep    leaves cluster and attack, and says how to go on
//
// What else is on its command line goes to inspect.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/test/lab"
)

func main() {
	keep := flag.Bool("keep", false, "leave the cluster and the attack running")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := demo(ctx, *keep, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func demo(ctx context.Context, keep bool, flags []string) (err error) {
	_, started := kubeconfigOf(ctx)
	if err := program(ctx, "go", "run", "./test/cluster", "up"); err != nil {
		return err
	}
	if !keep && !started { // a cluster that somebody else started is left alone
		defer func() {
			// The context may be why it ends, and the cluster has to go all the same.
			err = errors.Join(err, program(context.WithoutCancel(ctx), "go", "run", "./test/cluster", "down"))
		}()
	}
	kubeconfig, there := kubeconfigOf(ctx)
	if !there {
		return errors.New("the cluster started, and has no kubeconfig")
	}
	finding, err := attack(ctx, kubeconfig)
	if err != nil {
		return err
	}
	if keep {
		defer say("go on with: KUBECONFIG=%s bin/kubectl-threat ps %s\nend it with: make cluster-down", kubeconfig, finding)
	} else {
		defer func() { _ = os.RemoveAll(filepath.Dir(finding)) }()
	}
	say("$ kubectl threat inspect %s --live\n", finding)
	inspect := exec.CommandContext(ctx, "bin/kubectl-threat", append([]string{"inspect", finding, "--live"}, flags...)...)
	inspect.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	inspect.Stdin, inspect.Stdout, inspect.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := inspect.Run(); err != nil {
		return fmt.Errorf("inspecting the finding: %w", err)
	}
	return nil
}

// kubeconfigOf returns the path of the cluster's kubeconfig, if the cluster runs.
func kubeconfigOf(ctx context.Context) (string, bool) {
	path, err := exec.CommandContext(ctx, "go", "run", "./test/cluster", "kubeconfig").Output()
	return strings.TrimSpace(string(path)), err == nil
}

// attack makes the attack and returns the file of its finding.
func attack(ctx context.Context, kubeconfig string) (string, error) {
	l, err := lab.Open(ctx, kubeconfig, fmt.Sprintf("shop-%d", time.Now().Unix()%100000))
	if err != nil {
		return "", err
	}
	remote, err := l.Listener(ctx)
	if err != nil {
		return "", err
	}
	pod, err := l.Deployment(ctx, "basket", lab.Debian, lab.Server()...)
	if err != nil {
		return "", err
	}
	say("attacking %s: its server is made to start a shell that is connected to %s", pod.Name, remote)
	shell, err := l.ReverseShell(ctx, pod.Name, remote)
	if err != nil {
		return "", err
	}
	body, err := l.Finding(shell)
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "finding-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "reverse-shell.json")
	return file, os.WriteFile(file, body, 0o600)
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func program(ctx context.Context, argv ...string) error {
	command := exec.CommandContext(ctx, argv[0], argv[1:]...)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("running %s: %w", strings.Join(argv, " "), err)
	}
	return nil
}
