//go:build linux

// Command cluster builds, starts and ends a real one-node Kubernetes on a plain
// Debian machine, for the end-to-end tests: no container engine, no registry, no
// network. Run it as root from the repository:
//
//	go run ./test/cluster build        build Kubernetes from source, once (about 8 minutes)
//	go run ./test/cluster images       make the container images from files of this machine, once
//	go run ./test/cluster up           start the cluster; does the two above where needed
//	go run ./test/cluster down         end it and verify that nothing is left
//	go run ./test/cluster kubeconfig   print the path of the administrator's kubeconfig
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	os.Exit(start()) //nolint:forbidigo // main of a program
}

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM) //nolint:forbidigo // main of a program
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Getenv("XDG_STATE_HOME")); err != nil { //nolint:forbidigo // main of a program
		fmt.Fprintln(os.Stderr, "error:", err) //nolint:forbidigo // main of a program
		return 1
	}
	return 0
}

func run(ctx context.Context, args []string, out io.Writer, stateHome string) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	state, err := defaultState(stateHome)
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet("cluster "+command, flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&state, "state", state, "folder for everything the running cluster needs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	places, err := newLayout(state)
	if err != nil {
		return err
	}
	c := &cluster{layout: places, out: out}
	commands := map[string]func(context.Context) error{
		"build":      c.build,
		"images":     c.makeImages,
		"up":         c.up,
		"down":       c.down,
		"kubeconfig": c.printKubeconfig,
	}
	do, ok := commands[command]
	if !ok {
		return fmt.Errorf("unknown command %q: choose build, images, up, down or kubeconfig", command)
	}
	return do(ctx)
}

// defaultState follows the XDG base directory specification, for which the
// standard library has no function.
func defaultState(stateHome string) (string, error) {
	if stateHome == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("choosing a state folder: %w", err)
		}
		stateHome = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(stateHome, "kubectl-threat", "cluster"), nil
}

// cluster is one cluster on this machine and where its progress is told.
type cluster struct {
	layout
	out io.Writer
}

func (c *cluster) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.out, format+"\n", args...)
}

func (c *cluster) printKubeconfig(context.Context) error {
	if _, err := os.Stat(c.readyFile()); err != nil {
		return errors.New("no cluster is running: start one with up")
	}
	c.say("%s", c.kubeconfig("admin"))
	return nil
}
