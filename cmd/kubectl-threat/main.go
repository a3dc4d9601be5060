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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return plugin.Run(ctx, plugin.Process{
		Name:      os.Args[0],
		Args:      os.Args[1:],
		IOStreams: genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr},
		Getenv:    os.Getenv,
	})
}
