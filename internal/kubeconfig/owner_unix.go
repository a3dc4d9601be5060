//go:build unix

package kubeconfig

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file the owner of the one that it will replace.
func keepOwner(file *os.File, replaced string) error {
	old, err := os.Stat(replaced)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	own, err := file.Stat()
	if err != nil {
		return err
	}
	was, is := owner(old), owner(own)
	if was == is {
		return nil
	}
	err = file.Chown(was.user, was.group)
	if was.user == is.user {
		return nil // the group may read nothing
	}
	return err
}

type ids struct{ user, group int }

func owner(info os.FileInfo) ids {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return ids{int(stat.Uid), int(stat.Gid)}
	}
	return ids{}
}
