package kubeconfig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"
)

// Files are the kubeconfig files, in the order in which kubectl reads them.
type Files []string

// lockTime is how long to wait for another program that writes.
const lockTime = 3 * time.Second

// Put writes the entry where it is not there already, and makes it the current
// context where there is none or where makeCurrent says so.
//
// Nothing is written if any of the files can't be read, since an entry that is
// there could not be told from one that is not.
func (f Files) Put(ctx context.Context, e Entry, makeCurrent bool) (Result, error) {
	f = slices.DeleteFunc(slices.Clone(f), func(path string) bool { return path == "" })
	for range attempts {
		changed, result, err := f.merge(ctx, e, makeCurrent)
		if err != nil || len(changed) == 0 {
			return result, err
		}
		if result, done, err := f.put(ctx, e, makeCurrent, result.Written); done || err != nil {
			return result, err
		}
	}
	return Result{}, errors.New("the kubeconfig is being changed by others all the time")
}

// attempts is how often another program may change, between the first look and
// the lock, which files there are to write.
const attempts = 5

// put writes under the locks of some files, unless others have to be written now.
func (f Files) put(ctx context.Context, e Entry, makeCurrent bool, locked []string) (Result, bool, error) {
	release, err := lock(ctx, locked, lockTime)
	if err != nil {
		return Result{}, false, err
	}
	defer release()
	changed, result, err := f.merge(ctx, e, makeCurrent)
	if err != nil {
		return Result{}, false, err
	}
	for _, path := range result.Written {
		if !slices.Contains(locked, path) {
			return Result{}, false, nil
		}
	}
	return result, true, write(changed)
}

// merge reads all files and puts the entry into what was read.
func (f Files) merge(ctx context.Context, e Entry, makeCurrent bool) ([]file, Result, error) {
	var files []file
	for _, path := range f {
		one, err := open(ctx, path)
		if err != nil {
			return nil, Result{}, fmt.Errorf("reading %s: %w", path, err)
		}
		files = append(files, one)
	}
	return merge(files, e, makeCurrent)
}

// open reads a file. kubectl writes in place, so that a reader may meet half of
// it: what can't be read is looked at again before it is believed.
func open(ctx context.Context, path string) (file, error) {
	const looks, pause = 3, 25 * time.Millisecond
	for look := 1; ; look++ {
		one, err := openOnce(path)
		if err == nil || look == looks {
			return one, err
		}
		select {
		case <-ctx.Done():
			return file{}, ctx.Err()
		case <-time.After(pause):
		}
	}
}

func openOnce(path string) (file, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return file{path: path, missing: true}, nil
	}
	if err != nil {
		return file{}, err
	}
	if !info.Mode().IsRegular() {
		return file{}, errors.New("it is no regular file")
	}
	data, err := os.ReadFile(path) //nolint:gosec // the user names the file
	if err != nil {
		return file{}, err
	}
	t, err := read(data)
	return file{path: path, data: data, tree: t}, err
}

func write(changed []file) error {
	for _, one := range changed {
		if err := replace(one.path, one.data); err != nil {
			return fmt.Errorf("writing %s: %w", one.path, err)
		}
	}
	return nil
}
