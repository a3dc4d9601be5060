//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFolder keeps two of these commands from working on the same things at a
// time. It locks the folder itself, so that no lock file is left behind, and
// asks again and again, so that it can be interrupted.
func lockFolder(ctx context.Context, folder string) (unlock func(), err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("locking %s: %w", folder, err)
	}
	held, err := os.Open(folder) //nolint:gosec // one of this program's own folders
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", folder, err)
	}
	err = poll(ctx, "another command to finish", func() error {
		return syscall.Flock(int(held.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	})
	if err != nil {
		return nil, errors.Join(err, held.Close())
	}
	return func() { _ = held.Close() }, nil
}
