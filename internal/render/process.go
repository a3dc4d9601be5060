package render

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// oddities are what no ordinary process has; of one, nothing else is shown.
func oddities(proc threat.Process) []words {
	var notes []words
	if proc.Deleted || strings.HasPrefix(proc.Executable.Raw(), "/memfd:") {
		notes = append(notes, append(warn("executable "), executable(proc)...))
	}
	if s, on := socketOnStdio(proc); on != "" {
		notes = append(notes, append(warn(on+" → "), named(socket(s))...))
	}
	return notes
}

// details are all that is known of a matched process.
func details(proc threat.Process) []words {
	var notes []words
	put := func(parts ...words) { notes = append(notes, slices.Concat(parts...)) }
	put(plain("executable "), executable(proc))
	if !proc.WorkingDir.IsZero() {
		put(labelled("works in", proc.WorkingDir))
	}
	if streams := stdio(proc); streams != nil {
		put(streams)
	}
	for _, s := range proc.Sockets {
		if !onStdio(s) {
			put(plain("socket "), named(socket(s)))
		}
	}
	return notes
}

func executable(proc threat.Process) words {
	switch {
	case proc.Executable.IsZero():
		return plain("can't be read")
	case proc.Deleted:
		return append(named(esc(proc.Executable)), plain(" (deleted)")...)
	}
	return named(esc(proc.Executable))
}

// socketOnStdio returns the socket that standard streams lead to, which is what a
// reverse shell is, and the names of those streams.
func socketOnStdio(proc threat.Process) (s threat.Socket, streams string) {
	for _, s := range proc.Sockets {
		var on []string
		for _, fd := range s.FDs {
			if name := streamName(fd); name != "" {
				on = append(on, name)
			}
		}
		if len(on) > 0 {
			return s, strings.Join(on, ", ")
		}
	}
	return threat.Socket{}, ""
}

// stdio says where the standard streams lead.
func stdio(proc threat.Process) words {
	if s, on := socketOnStdio(proc); on != "" {
		return append(plain(on+" → "), named(socket(s))...)
	}
	var leads words
	for i, to := range proc.Stdio {
		if name := streamName(i); name != "" && !to.IsZero() {
			leads = append(leads, plain(either(leads == nil, "", ", "))...)
			leads = append(leads, labelled(name, to)...)
		}
	}
	return leads
}

func streamName(fd int) string {
	names := []string{"stdin", "stdout", "stderr"}
	if fd < 0 || fd >= len(names) {
		return ""
	}
	return names[fd]
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
