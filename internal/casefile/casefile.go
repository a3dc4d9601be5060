// Package casefile remembers which finding the last command of a terminal worked
// on, so that the next one need not name it again.
//
// A case is one file in the user's state folder, readable by the user alone,
// since a finding's arguments may hold secrets.
package casefile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Lifetime is how long a case counts.
const Lifetime = 8 * time.Hour

// MaxInput is in bytes. A longer input is not kept, and makes no case.
const MaxInput = 4 << 20

// ErrTooLong says that an input is longer than MaxInput.
var ErrTooLong = errors.New("the input is over 4 MiB")

// ErrNone says that this terminal has no case, or none that still counts.
var ErrNone = errors.New("no case in this terminal")

// Case is the finding that a command worked on, and how to read it again: from
// its file, or from what was read where that was no file.
type Case struct {
	Saved    time.Time      `json:"saved"`
	Name     untrusted.Text `json:"name"` // of the finding
	Category untrusted.Text `json:"category"`
	// Path is absolute. ID picks the finding where the input holds several.
	Path  string `json:"path,omitzero"`
	ID    string `json:"id,omitzero"`
	Input []byte `json:"input,omitempty"`
}

// Folder holds the cases of all terminals of a user.
type Folder string

// Save makes c the case of a terminal. Where it can't be saved, the terminal has
// no case: the former one would have the next command work on another finding.
func (f Folder) Save(terminal string, c Case) error {
	err := ErrTooLong
	if len(c.Input) <= MaxInput {
		err = f.write(f.path(terminal), c)
	}
	if err != nil {
		if gone := os.Remove(f.path(terminal)); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		return fmt.Errorf("saving the case: %w", err)
	}
	return nil
}

// write makes the file beside its place and moves it there, so that a reader
// never finds half of it.
func (f Folder) write(path string, c Case) error {
	encoded, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(string(f), ".case-") // with mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(encoded)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// Load returns the case of a terminal. The error is ErrNone where there is none
// that counts at the time now.
func (f Folder) Load(terminal string, now time.Time) (Case, error) {
	var c Case
	encoded, err := os.ReadFile(f.path(terminal))
	if errors.Is(err, fs.ErrNotExist) {
		return c, ErrNone
	}
	if err == nil {
		err = json.Unmarshal(encoded, &c)
	}
	if err != nil {
		return Case{}, fmt.Errorf("reading the case: %w", err)
	}
	if expired(c.Saved, now) {
		return Case{}, ErrNone
	}
	return c, nil
}

// Sweep removes the cases that count no more, since each may hold a finding.
func (f Folder) Sweep(now time.Time) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && expired(info.ModTime(), now) {
			_ = os.Remove(filepath.Join(string(f), entry.Name())) // the next sweep tries again
		}
	}
}

// expired also holds for a case from the future: the clock was set, and nobody
// knows how old it is.
func expired(saved, now time.Time) bool {
	age := now.Sub(saved)
	return age > Lifetime || age < -time.Minute
}

// path names the file by a hash, since a terminal's name may hold anything.
func (f Folder) path(terminal string) string {
	sum := sha256.Sum256([]byte(terminal))
	return filepath.Join(string(f), hex.EncodeToString(sum[:8])+".json")
}
