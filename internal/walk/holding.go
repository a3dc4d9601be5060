package walk

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// holding returns the internet sockets among the descriptors of a process, each
// with the descriptors that lead to it.
func holding(at *paths, byInode map[uint64]threat.Socket) []threat.Socket {
	if at == nil {
		return nil
	}
	found := map[uint64]threat.Socket{}
	for _, fd := range slices.Sorted(maps.Keys(at.fds)) {
		inode, ok := socketInode(at.fds[fd])
		s, known := byInode[inode]
		if !ok || !known {
			continue
		}
		if earlier, again := found[inode]; again {
			s = earlier
		}
		s.FDs = append(s.FDs, fd)
		found[inode] = s
	}
	return slices.SortedFunc(maps.Values(found), func(a, b threat.Socket) int {
		return cmp.Compare(a.FDs[0], b.FDs[0])
	})
}

// socketInode reads the target of a descriptor that is a socket, "socket:[5]".
func socketInode(target string) (inode uint64, ok bool) {
	number, ok := strings.CutPrefix(target, "socket:[")
	if !ok {
		return 0, false
	}
	inode, err := strconv.ParseUint(strings.TrimSuffix(number, "]"), 10, 64)
	return inode, err == nil && strings.HasSuffix(number, "]")
}

// stdio returns where descriptors 0, 1 and 2 lead, "closed" for one that is not
// open, and nothing at all if the descriptors could not be listed.
func stdio(at *paths) []untrusted.Text {
	if at == nil || !at.fdsRead || at.exe == nil && len(at.fds) == 0 {
		return nil // Busybox prints an empty list of what it may not read.
	}
	leads := make([]untrusted.Text, 3)
	for fd := range leads {
		leads[fd] = untrusted.From(cmp.Or(at.fds[fd], "closed"))
	}
	return leads
}
