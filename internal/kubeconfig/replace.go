package kubeconfig

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// replace writes a file beside its place and moves it there, so that a reader
// finds the old one or the new one and never a half. A symbolic link stays and
// what it points to is replaced. The file is the user's alone, as it may hold
// secrets, and it keeps its owner, whom sudo would change.
func replace(path string, data []byte) error {
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		target, err = created(path)
	}
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(target), ".kubeconfig-") // with mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = keepOwner(file, target)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), target)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// created is where a file that does not exist has to be made: where a link points
// to, or at the path itself.
func created(path string) (string, error) {
	target, err := os.Readlink(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, nil
	case err != nil:
		return "", err
	case !filepath.IsAbs(target):
		target = filepath.Join(filepath.Dir(path), target)
	}
	return target, nil
}
