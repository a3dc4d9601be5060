package kubeconfig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// LockedError says that a file is being written by another program, or that one
// died while it did.
type LockedError struct{ Lock string }

func (e *LockedError) Error() string { return fmt.Sprintf("another program holds the lock %s", e.Lock) }

// lock takes the locks that kubectl takes, PATH.lock, in the order of their names
// as kubectl does, so that neither waits for the other for ever
// (k8s.io/client-go/tools/clientcmd, ModifyConfig).
func lock(ctx context.Context, paths []string, wait time.Duration) (release func(), err error) {
	late := time.After(wait)
	var taken []string
	release = func() {
		for _, path := range taken {
			_ = os.Remove(path) // nothing else can be done about it
		}
	}
	paths = slices.Sorted(slices.Values(paths))
	for _, path := range slices.Compact(paths) {
		if err := take(ctx, path+".lock", late); err != nil {
			release()
			return nil, fmt.Errorf("locking %s: %w", path, err)
		}
		taken = append(taken, path+".lock")
	}
	return release, nil
}

// take makes a file that must not exist yet.
func take(ctx context.Context, path string, late <-chan time.Time) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	const pause = 20 * time.Millisecond
	for {
		made, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0) //nolint:gosec // beside the file that the user names
		if err == nil {
			return made.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return &LockedError{Lock: path}
		case <-time.After(pause):
		}
	}
}
