// Command mutate proves that named tests hold what they claim to hold: it
// breaks the code in ways that a list tells and fails if a test stays green.
//
//	go run ./hack/mutate hack/mutate/mutations.yaml
//
// The tree is never written to. The go command's -overlay puts the broken text
// in place of the file for one run.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(start())
}

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mutate LIST")
		return 2
	}
	root, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		return 1
	}
	if err := run(ctx, root, os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		return 1
	}
	return 0
}
