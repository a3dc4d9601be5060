package assess

import (
	"slices"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// judgement is the verdict with its evidence.
type judgement struct {
	verdict threat.Verdict
	reasons []threat.Reason
	matches map[int]threat.Match
}

// judge answers whether the threat is there now.
func judge(f threat.Finding, e threat.Evidence) judgement {
	look, ok := e.Look.Get()
	if !ok {
		return notSeen(e.Look)
	}
	traces, _ := e.Traces.Get()
	pod, _ := e.Pod.Get()
	m := newMatcher(f, look, traces, pod.Container.Started)
	m.run()
	if len(m.matches) > 0 {
		return judgement{threat.Active, m.alive(), m.matches}
	}
	if left := leftBehind(f, look, traces, pod.Container.Started); len(left) > 0 {
		return judgement{threat.TracesLeft, append(left, doubts(f, e, m)...), nil}
	}
	if why := doubts(f, e, m); len(why) > 0 {
		return judgement{threat.VerdictUnknown, append(why, m.ancestry()...), nil}
	}
	reasons := append([]threat.Reason{because(threat.LookComplete, number(len(look.Processes)))}, m.ancestry()...)
	if look.Trust == threat.TrustContainer {
		reasons = append(reasons, because(threat.OwnToolsOnly))
	}
	return judgement{threat.NotObserved, reasons, nil}
}

func notSeen(slot threat.Found[threat.Look]) judgement {
	if gap, tried := slot.Gap(); tried {
		return judgement{verdict: threat.VerdictUnknown, reasons: []threat.Reason{becauseOf(threat.LookFailed, gap)}}
	}
	return judgement{verdict: threat.NotChecked, reasons: []threat.Reason{because(threat.NotLooked)}}
}

// alive lists the matched processes, the finding's own before what they started.
func (m *matcher) alive() []threat.Reason {
	var own, started []threat.Reason
	for _, p := range m.look.Processes {
		match, ok := m.matches[p.PID]
		switch {
		case !ok:
		case match.Reason == threat.MatchDescendant:
			started = append(started, because(threat.DescendantAlive, number(p.PID), named(p), number(p.ParentPID)))
		default:
			own = append(own, because(threat.ProcessAlive, number(p.PID), named(p), untrusted.From(string(match.Reason))))
		}
		if ok {
			own = append(own, m.held(p)...)
		}
	}
	return append(own, started...)
}

func (m *matcher) held(p threat.Process) []threat.Reason {
	for _, s := range p.Sockets {
		if connects(m.finding.Connections, s) {
			return []threat.Reason{because(threat.ConnectionHeld, number(p.PID), destination(s), untrusted.From(s.State))}
		}
	}
	return nil
}

func (m *matcher) ancestry() []threat.Reason {
	var reasons []threat.Reason
	for _, p := range m.ancestors {
		reasons = append(reasons, because(threat.AncestorAlive, number(p.PID), named(p)))
	}
	return reasons
}

func named(p threat.Process) untrusted.Text {
	if p.Executable.IsZero() {
		return p.Command
	}
	return p.Executable
}

// leftBehind lists what outlives the process: a connection that no listed
// process holds, and files of the finding that came after the container started.
func leftBehind(f threat.Finding, look threat.Look, traces threat.Traces, started time.Time) []threat.Reason {
	var reasons []threat.Reason
	for _, s := range look.Sockets {
		if connects(f.Connections, s) {
			reasons = append(reasons, because(threat.ConnectionSeen, destination(s), untrusted.From(s.State)))
		}
	}
	for _, file := range droppedFiles(traces, started) {
		reasons = append(reasons, because(threat.FileSeen, file.Path, instant(file.Changed)))
	}
	return reasons
}

// droppedFiles are the finding's files that changed after the container started:
// a file of the image has the change time of the image's unpacking, before it.
func droppedFiles(traces threat.Traces, started time.Time) []threat.TraceFile {
	var dropped []threat.TraceFile
	for _, file := range traces.Files {
		if !started.IsZero() && file.Changed.After(started) {
			dropped = append(dropped, file)
		}
	}
	return dropped
}

// doubts lists why absence can't be claimed.
func doubts(f threat.Finding, e threat.Evidence, m *matcher) []threat.Reason {
	var reasons []threat.Reason
	if !describes(f) {
		reasons = append(reasons, because(threat.NothingToMatch))
	}
	for _, p := range m.possibles {
		reasons = append(reasons, because(threat.PossibleProcess, number(p.PID), named(p)))
	}
	for _, flaw := range append(slices.Clone(m.look.Flaws), m.traces.Flaws...) {
		args := append([]untrusted.Text{untrusted.From(string(flaw.Code))}, flaw.Args...)
		reasons = append(reasons, because(threat.LookFlawed, args...))
	}
	if gap, tried := e.Traces.Gap(); tried {
		reasons = append(reasons, becauseOf(threat.HashesUnread, gap))
	}
	if missed := len(m.traces.Unread); missed > 0 {
		reasons = append(reasons, because(threat.HashesPartly, number(missed)))
	}
	return reasons
}

// describes reports whether the finding says anything that a live process could
// be held against.
func describes(f threat.Finding) bool {
	for _, p := range f.Processes {
		if describesProgram(p) || p.Binary.SHA256.Raw() != "" {
			return true
		}
	}
	return len(f.Connections) > 0
}
