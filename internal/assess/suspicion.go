package assess

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// foreign reports whether the executable did not come with the image: only then
// is the executable itself the threat, and not what a shell of the image was
// told to do.
func (m *matcher) foreign(live threat.Process) bool {
	file := live.Executable.Raw()
	return live.Deleted || strings.HasPrefix(file, "/memfd:") || strings.HasPrefix(file, "/tmp/") ||
		strings.HasPrefix(file, "/dev/shm/") || strings.HasPrefix(file, "/var/tmp/") || m.dropped[merged(file)]
}

// ofImage reports whether the executable lies where images keep their programs.
func ofImage(live threat.Process) bool {
	return strings.HasPrefix(merged(live.Executable.Raw()), "/usr/")
}

// atEvent reports whether the process began around the event, and not with the
// container.
func (m *matcher) atEvent(live threat.Process) bool {
	return !m.sinceStart(live) && !live.Started.IsZero() && live.Started.Sub(m.finding.EventTime).Abs() < startup
}

// odd reports whether a process that nothing ties to the finding is what an attack
// turns itself into: its executable is in no file, or its streams lead out over
// the network. Such a process came after the container's start, or it is its own.
func (m *matcher) odd(live threat.Process) bool {
	if m.sinceStart(live) {
		return false
	}
	return live.Deleted || strings.HasPrefix(live.Executable.Raw(), "/memfd:") || slices.ContainsFunc(live.Sockets, streams)
}

// orphaned finds what was started around or after the event by something that has
// ended since: its session's leader is gone and PID 1 took it over. It may be what
// the attack left running, or what somebody ran by kubectl exec.
func (m *matcher) orphaned() {
	listed := map[int]bool{}
	for _, live := range m.look.Processes {
		listed[live.PID] = true
	}
	for _, live := range m.look.Processes {
		_, known := m.matches[live.PID]
		adopted := live.ParentPID == 1 && live.SID > 1 && !listed[live.SID]
		recent := !live.Started.IsZero() && live.Started.After(m.finding.EventTime.Add(-startup))
		if adopted && recent && !known && live.State != "Z" {
			m.orphans = append(m.orphans, live)
		}
	}
}
