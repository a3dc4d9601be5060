package assess

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// age says when a file of the finding came to where it is.
type age int

const (
	early   age = iota // with the image
	late               // after the container started: it was dropped
	unclear            // the answer does not tell
)

// changed compares a file's change time with the container's start: a file of the
// image has the time of the image's unpacking, before it. After a restart only a
// volume can still hold what was dropped, and there the time tells nothing; the
// image's own folders are no volumes.
func changed(file threat.TraceFile, pod threat.PodState) age {
	started := pod.Container.Started
	switch {
	case file.Changed.IsZero() || started.IsZero():
		return unclear
	case file.Changed.After(started):
		return late
	case pod.Container.Restarts > 0 && file.Changed.After(pod.Created) && !strings.HasPrefix(merged(file.Path.Raw()), "/usr/"):
		return unclear
	}
	return early
}

// leftBehind lists what outlives the process: a connection that no listed
// process holds, and files of the finding that came after the container started.
func (m *matcher) leftBehind(pod threat.PodState) []threat.Reason {
	var reasons []threat.Reason
	for _, s := range m.look.Sockets {
		if connects(m.finding.Connections, s) {
			reasons = append(reasons, because(threat.ConnectionSeen, destination(s), state(s)))
		}
	}
	for _, file := range m.traces.Files {
		if changed(file, pod) == late {
			reasons = append(reasons, because(threat.FileSeen, file.Path, instant(file.Changed)))
		}
	}
	return reasons
}

// comparableConnection reports whether a socket table could show the connection.
func comparableConnection(c threat.Connection) bool {
	protocol := strings.ToLower(c.Protocol.Raw())
	return isAddress(c.DestinationIP.Raw()) && slices.Contains([]string{"", "tcp", "udp"}, protocol)
}
