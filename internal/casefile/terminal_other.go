//go:build !unix

package casefile

import "os"

// Terminal names the terminal that a process belongs to. It is not known here,
// and without it there is no case.
func Terminal(...*os.File) (string, bool) { return "", false }
