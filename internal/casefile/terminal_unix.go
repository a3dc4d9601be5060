//go:build unix

package casefile

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// Terminal names the terminal that a process belongs to, by its session: a
// window of a terminal emulator and a pane of tmux each have one. It returns
// false where none of the streams is a terminal: a script has no case, lest it
// picks up what a person did.
func Terminal(streams ...*os.File) (string, bool) {
	for _, stream := range streams {
		if !term.IsTerminal(int(stream.Fd())) {
			continue
		}
		session, err := unix.Getsid(0)
		return fmt.Sprintf("session %d begun %s", session, began(session)), err == nil
	}
	return "", false
}

// began tells a session from an earlier one with the same number: the start of
// its leader in clock ticks since boot, field 22 of /proc/PID/stat (proc(5)).
// Elsewhere it is empty, and only the lifetime of a case parts the two.
func began(session int) string {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(session) + "/stat")
	if err != nil {
		return ""
	}
	_, behindName, _ := strings.Cut(string(stat), ") ")
	const start = 22 - 3 // the name, field 2, may hold blanks
	if fields := strings.Fields(behindName); len(fields) > start {
		return fields[start]
	}
	return ""
}
