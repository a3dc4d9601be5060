//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// command is a program that is run to its end.
type command struct {
	dir string
	env []string // added to this program's own
	arg []string
}

// run returns what the program wrote to its standard output. The error holds
// what it wrote to its standard error.
func (c command) run(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, c.arg[0], c.arg[1:]...) //nolint:gosec // every caller names a constant program
	cmd.Dir = c.dir
	cmd.Env = append(cmd.Environ(), c.env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("running %s: %w\n%s", strings.Join(c.arg, " "), err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}

func shell(ctx context.Context, arg ...string) error {
	_, err := command{arg: arg}.run(ctx)
	return err
}
