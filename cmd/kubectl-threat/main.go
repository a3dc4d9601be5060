// Command kubectl-threat is the kubectl plugin "kubectl threat".
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-threat/kubectl-threat/pkg/plugin"
)

func main() { os.Exit(run()) }

// run is apart from main so that its deferred calls run before the exit.
func run() int {
	putOffCollection()
	ctx, stop := signal.NotifyContext(context.Background(), interrupts()...)
	defer stop()
	return plugin.Run(ctx, plugin.Process{
		Name:      os.Args[0],
		Args:      os.Args[1:],
		IOStreams: genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr},
		Getenv:    os.Getenv,
	})
}

// interrupts are the signals at which a command ends in order: a shell has a
// terminal to restore. A hangup that was ignored from the start, as by nohup, is
// none.
func interrupts() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}
