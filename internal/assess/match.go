package assess

import (
	"path"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// likeness says how a live process compares with a process of the finding.
type likeness int

const (
	different likeness = iota
	possible           // what can be compared agrees, but too little can be compared
	alike
)

// compare holds a live process against a process of the finding by executable
// and arguments. The pid takes no part: no page says which namespace it counts
// in, and an attacker can arrange for it.
func compare(claim threat.ClaimedProcess, live threat.Process) likeness {
	executable := sameExecutable(claim, live)
	arguments := sameArguments(claim, live)
	switch {
	case executable == different || arguments == different:
		return different
	case executable == alike && arguments == alike:
		return alike
	default:
		return possible
	}
}

func sameExecutable(claim threat.ClaimedProcess, live threat.Process) likeness {
	// The kernel's mark of an unlinked file stands in a claim as it was read.
	want, have := strings.TrimSuffix(claim.Binary.Path.Raw(), " (deleted)"), live.Executable.Raw()
	switch {
	case want == "" || have == "":
		return possible
	case merged(want) == merged(have):
		return alike
	default:
		return different
	}
}

// merged takes a path of the old root folders to where a merged /usr has it: the
// sensor and /proc may see the same file by either name.
func merged(file string) string {
	for _, folder := range []string{"/bin/", "/sbin/", "/lib/", "/lib64/"} {
		if strings.HasPrefix(file, folder) {
			return "/usr" + file
		}
	}
	return file
}

func sameArguments(claim threat.ClaimedProcess, live threat.Process) likeness {
	if len(claim.Args) == 0 || len(live.Args) == 0 {
		return possible
	}
	want, have := raw(claim.Args), raw(live.Args)
	if live.ArgsJoined {
		want, have = []string{strings.Join(want, "")}, []string{strings.Join(have, "")}
	}
	if agree(want, have, claim.ArgsTruncated) || len(have) > 1 && agree(want, have[1:], claim.ArgsTruncated) {
		return alike
	}
	if namesProgram(want[0], claim, live) && len(have) > 0 && agree(want[1:], have[1:], claim.ArgsTruncated) {
		return alike
	}
	return different
}

// agree compares two argument lists; of a claim that was cut only the part that
// is there, of which the last argument may be cut too.
func agree(want, have []string, cut bool) bool {
	if !cut {
		return slices.Equal(want, have)
	}
	if len(want) == 0 || len(want) > len(have) {
		return false
	}
	last := len(want) - 1
	return slices.Equal(want[:last], have[:last]) && strings.HasPrefix(have[last], want[last])
}

// namesProgram reports whether the first claimed argument is the program's own
// name, which a process may set as it likes (login shells put a dash before it).
func namesProgram(first string, claim threat.ClaimedProcess, live threat.Process) bool {
	name := path.Base(strings.TrimPrefix(first, "-"))
	return name == path.Base(claim.Binary.Path.Raw()) || name == path.Base(live.Executable.Raw())
}

func raw(texts []untrusted.Text) []string {
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = text.Raw()
	}
	return list
}
