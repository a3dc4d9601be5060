package assess

import (
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
	m := newMatcher(f, look, traces, pod)
	m.run()
	if len(m.matches) > 0 {
		return judgement{threat.Active, m.alive(), m.matches}
	}
	if left := m.leftBehind(pod); len(left) > 0 {
		return judgement{threat.TracesLeft, append(left, m.doubts(e)...), nil}
	}
	if why := m.doubts(e); len(why) > 0 {
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
