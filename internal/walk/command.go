// Package walk looks at the processes of a container with what the container
// has: one constant shell script that walks /proc in a single exec, and the
// parser of its answer.
//
// The script needs a shell. With env, cat and ls it forks a few times for
// hundreds of processes; without them the shell itself reads what it can.
// Everything in the answer was reported by the container's own tools.
package walk

import (
	_ "embed" // The script is a file, so that it can be read and run as one.
	"strings"
)

//go:embed prologue.sh
var prologue string

//go:embed walk.sh
var walkScript string

//go:embed traces.sh
var tracesScript string

// Command returns the argument vector that walks /proc. The nonce frames the
// answer: letters and digits that nobody could guess before, at least 20 of
// them, such as crypto/rand.Text gives. Nothing else in the vector varies.
func Command(nonce string) []string {
	return []string{"/bin/sh", "-c", strip(prologue + walkScript), "threat-walk", nonce}
}

// strip takes the comments and the indentation out of a script, because the
// API server gets it as part of a URL and keeps it in its audit log.
func strip(script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimLeft(line, "\t")
		if !strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// pathPrefix spells the nonce in slashes and dots, as the script does. A path
// that begins so leads to the same place as without, and ls prints it back as
// it was given: a line that holds it was asked for, and no target of a link
// that was made before the walk can imitate it.
func pathPrefix(nonce string) string {
	const dotted = "ACEGIKMOQSUWYacegikmoqsuwy02468"
	var b strings.Builder
	b.WriteByte('.')
	for i := range len(nonce) {
		b.WriteByte('/')
		if strings.IndexByte(dotted, nonce[i]) >= 0 {
			b.WriteByte('.')
		}
	}
	b.WriteByte('/')
	return b.String()
}
