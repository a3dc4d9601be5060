package walk

import (
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// maxHashed is how many bytes of one file are hashed at most. A larger file,
// which may be mere holes, gets no hash of the whole.
const maxHashed = 256 << 20

// maxAsked is how many questions of each kind one command carries.
const maxAsked = 500

// Ask is what TraceCommand looks for.
type Ask struct {
	Executables []Executable
	Files       []File
}

// Executable asks for the hash of a live process's executable.
type Executable struct {
	PID int
	// Started is the start time that the look gave; a process of the same number
	// that started at another time is another one. Zero takes any.
	Started time.Time
	// Bytes is how many bytes from the start the hash covers; 0 for all.
	Bytes int64
}

// File asks whether a path exists, and for the hash of the regular file there.
type File struct {
	Path  untrusted.Text
	Bytes int64 // as in Executable
}

// TraceCommand returns the argument vector that looks for traces: a constant
// script, the nonce, and three arguments for each question. Left out, and called
// unread by ParseTraces, are paths that are not absolute or lie in the kernel's
// own file systems, lengths beyond 256 MiB, and what exceeds 500 of a kind.
func TraceCommand(nonce string, ask Ask) []string {
	argv := []string{"/bin/sh", "-c", strip(prologue + tracesScript), "threat-traces", nonce}
	carried := ask.within()
	for _, e := range carried.Executables {
		argv = append(argv, "e", strconv.Itoa(e.PID), strconv.FormatInt(e.Bytes, 10))
	}
	for _, f := range carried.Files {
		argv = append(argv, "f", f.Path.Raw(), strconv.FormatInt(f.Bytes, 10))
	}
	return argv
}

// within returns the questions that the command carries.
func (ask Ask) within() (carried Ask) {
	for _, e := range ask.Executables {
		if e.PID > 0 && hashable(e.Bytes) && len(carried.Executables) < maxAsked {
			carried.Executables = append(carried.Executables, e)
		}
	}
	for _, f := range ask.Files {
		if askable(f.Path.Raw()) && hashable(f.Bytes) && len(carried.Files) < maxAsked {
			carried.Files = append(carried.Files, f)
		}
	}
	return carried
}

func hashable(length int64) bool { return length >= 0 && length <= maxHashed }

// askable reports whether a path may be looked at. The longest path that Linux
// takes has 4095 bytes.
func askable(name string) bool {
	if !path.IsAbs(name) || len(name) > 4095 || strings.ContainsRune(name, 0) || strings.HasSuffix(name, "/") {
		return false
	}
	for _, kernel := range []string{"/proc/", "/sys/"} {
		if strings.HasPrefix(path.Clean(name)+"/", kernel) {
			return false
		}
	}
	return true
}
