package assess

import (
	"slices"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// startup is how long after PID 1 a process may start and still count as one
// that the container itself brought up.
const startup = 10 * time.Second

// matcher holds live processes against a finding.
type matcher struct {
	finding threat.Finding
	look    threat.Look
	traces  threat.Traces
	parents map[int]bool // indices of the finding's processes that only led to another
	first   time.Time    // start of PID 1
	born    time.Time    // start of the container, else of PID 1
	dropped map[string]bool

	matches   map[int]threat.Match
	possibles []threat.Process
	ancestors []threat.Process
	orphans   []threat.Process
	oddities  []threat.Process
}

func newMatcher(f threat.Finding, look threat.Look, traces threat.Traces, pod threat.PodState) *matcher {
	m := &matcher{
		finding: f, look: look, traces: traces, parents: parents(f.Processes),
		dropped: map[string]bool{}, matches: map[int]threat.Match{},
	}
	for _, p := range look.Processes {
		if p.PID == 1 {
			m.first = p.Started
		}
	}
	// In a shared process namespace PID 1 is the pod's, and may be older.
	m.born = pod.Container.Started
	if m.born.IsZero() {
		m.born = m.first
	}
	for _, file := range traces.Files {
		if changed(file, pod) == late {
			m.dropped[merged(file.Path.Raw())] = true
		}
	}
	return m
}

// parents finds the processes of a finding that are there because they started
// another of its processes: a server that was attacked is not the attack.
func parents(claims []threat.ClaimedProcess) map[int]bool {
	led := map[int]bool{}
	for i, parent := range claims {
		led[i] = parent.PID != 0 && slices.ContainsFunc(claims, func(child threat.ClaimedProcess) bool {
			return child.ParentPID == parent.PID && child.PID != parent.PID
		})
	}
	return led
}

// run looks at every live process, then at what the matched ones started.
func (m *matcher) run() {
	for _, live := range m.look.Processes {
		// Of one that has ended only its number is left, until its parent asks for it.
		if live.State == "Z" || live.State == "X" {
			continue
		}
		m.one(live)
	}
	m.descendants()
	m.orphaned()
}

func (m *matcher) one(live threat.Process) {
	maybe, led := false, false
	for i, claim := range m.finding.Processes {
		like := m.against(claim, live)
		switch {
		case like.reason == "" && !like.maybe:
		case m.parents[i] && m.sinceStart(live) && !m.foreign(live):
			led = true
		case like.reason == "":
			maybe = true
		default:
			m.matches[live.PID] = threat.Match{Finding: i, Reason: like.reason}
			return
		}
	}
	m.withoutProcess(live, maybe, led)
}

// withoutProcess is for a live process that no process of the finding accounts for.
func (m *matcher) withoutProcess(live threat.Process, maybe, led bool) {
	switch {
	case slices.ContainsFunc(live.Sockets, func(s threat.Socket) bool { return connects(m.finding.Connections, s) }):
		m.matches[live.PID] = threat.Match{Finding: -1, Reason: threat.MatchSocket}
	case maybe:
		m.possibles = append(m.possibles, live)
	case led:
		m.ancestors = append(m.ancestors, live)
	case m.odd(live):
		m.oddities = append(m.oddities, live)
	}
}

// sinceStart reports whether the process came up with the container.
func (m *matcher) sinceStart(live threat.Process) bool {
	return live.PID == 1 || !m.born.IsZero() && live.Started.Sub(m.born) < startup
}

// comparison is the outcome for one pair: a reason for a match, or a maybe.
type comparison struct {
	reason threat.MatchReason
	maybe  bool
}

func (m *matcher) against(claim threat.ClaimedProcess, live threat.Process) comparison {
	like, executable := compare(claim, live), sameExecutable(claim, live)
	switch {
	case m.sameHash(claim, live) && (m.foreign(live) || executable == different && !ofImage(live)):
		return comparison{reason: threat.MatchHash}
	case like == alike:
		return comparison{reason: threat.MatchArguments}
	case executable == alike && m.foreign(live):
		return comparison{reason: threat.MatchExecutable}
	}
	return comparison{maybe: m.maybe(claim, live)}
}

// maybe reports whether a process that does not match could be the finding's all
// the same.
func (m *matcher) maybe(claim threat.ClaimedProcess, live threat.Process) bool {
	executable := sameExecutable(claim, live)
	// A process can rewrite its arguments, and not its executable and its start.
	rewritten := executable == alike && m.atEvent(live)
	// One file can have many names in an image, as busybox has.
	renamed := executable == different && m.sameHash(claim, live) && !m.sinceStart(live)
	return rewritten || renamed || compare(claim, live) == possible && describesProgram(claim)
}

// describesProgram keeps an empty claim from being like everything.
func describesProgram(claim threat.ClaimedProcess) bool {
	return claim.Binary.Path.Raw() != "" || len(claim.Args) > 0
}

func (m *matcher) sameHash(claim threat.ClaimedProcess, live threat.Process) bool {
	want := strings.ToLower(claim.Binary.SHA256.Raw())
	return want != "" && m.traces.Hashes[live.PID] == want
}

// descendants marks what the matched processes started, to any depth.
func (m *matcher) descendants() {
	for grown := true; grown; {
		grown = false
		for _, live := range m.look.Processes {
			parent, matched := m.matches[live.ParentPID]
			if _, known := m.matches[live.PID]; known || !matched || live.State == "Z" {
				continue
			}
			m.matches[live.PID] = threat.Match{Finding: parent.Finding, Reason: threat.MatchDescendant}
			grown = true
		}
	}
}
