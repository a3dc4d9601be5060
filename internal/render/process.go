package render

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// oddities are what no ordinary process has; of one, nothing else is shown.
func oddities(proc threat.Process) []words {
	var notes []words
	if proc.Deleted || strings.HasPrefix(proc.Executable.Raw(), "/memfd:") {
		notes = append(notes, words{warn("executable " + executable(proc))})
	}
	if line := stdio(proc); strings.Contains(line, "→") {
		notes = append(notes, words{warn(line)})
	}
	return notes
}

// details are all that is known of a matched process.
func details(proc threat.Process) []words {
	var notes []words
	put := func(s string) { notes = append(notes, words{plain(s)}) }
	put("executable " + executable(proc))
	if !proc.WorkingDir.IsZero() {
		put("works in " + esc(proc.WorkingDir))
	}
	if line := stdio(proc); line != "" {
		put(line)
	}
	for _, s := range proc.Sockets {
		if !onStdio(s) {
			put("socket " + socket(s))
		}
	}
	return notes
}

func executable(proc threat.Process) string {
	switch {
	case proc.Executable.IsZero():
		return "can't be read"
	case proc.Deleted:
		return esc(proc.Executable) + " (deleted)"
	}
	return esc(proc.Executable)
}

// stdio says where the standard streams lead; a socket there is what a reverse
// shell is.
func stdio(proc threat.Process) string {
	names := []string{"stdin", "stdout", "stderr"}
	for _, s := range proc.Sockets {
		var on []string
		for _, fd := range s.FDs {
			if fd >= 0 && fd < len(names) {
				on = append(on, names[fd])
			}
		}
		if len(on) > 0 {
			return strings.Join(on, ", ") + " → " + socket(s)
		}
	}
	var leads []string
	for i, to := range proc.Stdio {
		if i < len(names) && !to.IsZero() {
			leads = append(leads, names[i]+" "+esc(to))
		}
	}
	return strings.Join(leads, ", ")
}

func onStdio(s threat.Socket) bool {
	for _, fd := range s.FDs {
		if fd <= 2 {
			return true
		}
	}
	return false
}

func socket(s threat.Socket) string {
	line := s.Protocol + " " + endpoint(s.SourceIP, s.SourcePort)
	if s.DestinationPort != 0 {
		line += " → " + endpoint(s.DestinationIP, s.DestinationPort)
	}
	return strings.TrimSpace(line + " " + s.State)
}

func matched(m threat.Match) string {
	switch m.Reason {
	case threat.MatchSocket:
		return "the finding: its connection"
	case threat.MatchHash:
		return "the finding: SHA-256 of the executable"
	case threat.MatchExecutable:
		return "the finding: an executable that did not come with the image"
	case threat.MatchArguments:
		return "the finding: executable and arguments"
	case threat.MatchDescendant:
		return "started by the finding's process"
	}
	return "the finding: " + string(m.Reason)
}
