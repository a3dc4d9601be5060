package assess

import (
	"slices"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// doubts lists why absence can't be claimed.
func (m *matcher) doubts(e threat.Evidence) []threat.Reason {
	reasons := m.claimDoubts()
	for _, p := range m.possibles {
		reasons = append(reasons, because(threat.PossibleProcess, number(p.PID), named(p)))
	}
	for _, flaw := range append(slices.Clone(m.look.Flaws), m.traces.Flaws...) {
		args := append([]untrusted.Text{untrusted.From(string(flaw.Code))}, flaw.Args...)
		reasons = append(reasons, because(threat.LookFlawed, args...))
	}
	for _, p := range m.oddities {
		reasons = append(reasons, because(threat.OddProcess, number(p.PID), named(p)))
	}
	for _, p := range m.orphans {
		reasons = append(reasons, because(threat.OrphanAlive, number(p.PID), named(p)))
	}
	return append(reasons, m.readingDoubts(e)...)
}

// claimDoubts are about what the finding does not say. A process that is there
// only as a parent need not be described.
func (m *matcher) claimDoubts() []threat.Reason {
	described, vague := 0, 0
	for i, claim := range m.finding.Processes {
		switch {
		case m.parents[i]:
		case describesProgram(claim) || claim.Binary.SHA256.Raw() != "":
			described++
		default:
			vague++
		}
	}
	if slices.ContainsFunc(m.finding.Connections, comparableConnection) {
		described++
	}
	switch {
	case described == 0:
		return []threat.Reason{because(threat.NothingToMatch)}
	case vague > 0:
		return []threat.Reason{because(threat.ClaimUnclear, number(vague))}
	}
	return nil
}

// readingDoubts are about what could not be read, or not about this container.
func (m *matcher) readingDoubts(e threat.Evidence) []threat.Reason {
	var reasons []threat.Reason
	pod, _ := e.Pod.Get()
	for _, file := range m.traces.Files {
		if changed(file, pod) == unclear {
			reasons = append(reasons, because(threat.FileUnclear, file.Path))
		}
	}
	if gap, tried := e.Traces.Gap(); tried {
		reasons = append(reasons, becauseOf(threat.HashesUnread, gap))
	}
	if missed := len(m.traces.Unread); missed > 0 {
		reasons = append(reasons, because(threat.HashesPartly, number(missed)))
	}
	// The pod is read while the look is under way; a container that is younger
	// than its status says was started in between.
	if started := pod.Container.Started; !started.IsZero() && m.first.Sub(started) > startup {
		reasons = append(reasons, because(threat.ContainerSwapped, instant(m.first), instant(started)))
	}
	return reasons
}
