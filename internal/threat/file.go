package threat

import (
	"reflect"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// File is a file as the finding describes it.
type File struct {
	Path       untrusted.Text `json:"path,omitzero"`
	Size       int64          `json:"size,omitzero"` // bytes
	SHA256     untrusted.Text `json:"sha256,omitzero"`
	HashedSize int64          `json:"hashedSize,omitzero"` // bytes that SHA256 covers
	Partial    bool           `json:"partial,omitzero"`    // SHA256 covers HashedSize bytes only
	Contents   untrusted.Text `json:"contents,omitzero"`   // first part of the file
	// Operations says what was done to the file: OPEN, READ, RENAME, WRITE, EXECUTE.
	Operations []untrusted.Text `json:"operations,omitempty"`
	// Disk and DiskPath place the file where it was found on a disk and not in a
	// running system: the partition's UUID and the path within it.
	Disk      untrusted.Text `json:"disk,omitzero"`
	DiskPath  untrusted.Text `json:"diskPath,omitzero"`
	LoadState untrusted.Text `json:"loadState,omitzero"` // fileLoadState, in no public proto
}

// IsZero reports whether the finding says nothing about the file.
func (f File) IsZero() bool { return reflect.ValueOf(f).IsZero() }
