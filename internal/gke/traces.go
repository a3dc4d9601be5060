package gke

import (
	"context"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
	"github.com/kubectl-threat/kubectl-threat/internal/walk"
)

// How much one command asks for. It travels in the URL of a request, and what
// stands between here and the API server may take no more than some kilobytes.
const (
	maxExecutables = 100
	maxFiles       = 50
	maxPathBytes   = 4 << 10
	maxLengths     = 3 // commands, one for each length that the finding's hashes cover
)

// readTraces looks for what the finding's hashes and files say, after the look
// has shown which processes there are.
func (s *Scene) readTraces(ctx context.Context, f threat.Finding) (threat.Traces, error) {
	look, err := s.look.get(ctx)
	if err != nil {
		return threat.Traces{}, err
	}
	in, err := s.container(ctx)
	if err != nil {
		return threat.Traces{}, err
	}
	sum := newTraceSum(f, look)
	for _, ask := range sum.questions() {
		var traces threat.Traces
		err := s.run(ctx, in, script{
			command: func(nonce string) []string { return walk.TraceCommand(nonce, ask) },
			parse: func(out []byte, nonce string, cut bool) (flaws []threat.Flaw) {
				traces, flaws = walk.ParseTraces(out, nonce, ask, cut)
				traces.Flaws = flaws
				return flaws
			},
		})
		if err != nil {
			return threat.Traces{}, err
		}
		sum.add(traces)
	}
	return sum.traces, nil
}

// traceSum puts together what several commands say of the same processes.
type traceSum struct {
	finding threat.Finding
	live    []walk.Executable
	same    map[int][]int // processes by the one that is asked about in their place
	wanted  map[string]bool
	traces  threat.Traces
}

func newTraceSum(f threat.Finding, look threat.Look) *traceSum {
	t := &traceSum{finding: f, same: map[int][]int{}, wanted: map[string]bool{}, traces: threat.Traces{Hashes: map[int]string{}}}
	for i := range f.Processes {
		if hash := strings.ToLower(f.Processes[i].Binary.SHA256.Raw()); hash != "" {
			t.wanted[hash] = true
		}
	}
	if len(t.wanted) > 0 {
		t.distinct(look.Processes)
	}
	return t
}

// distinct picks one process for each executable. One that was deleted may have
// the path of another, and stands for itself, as does one that can't be told.
func (t *traceSum) distinct(processes []threat.Process) {
	first := map[string]int{}
	for i := range processes {
		p := &processes[i]
		if p.State == "Z" || p.State == "X" {
			continue // it has ended, and has no executable any more
		}
		path := p.Executable.Raw()
		pid, known := first[path]
		if !known || p.Deleted || path == "" {
			pid = p.PID
			t.live = append(t.live, walk.Executable{PID: p.PID, Started: p.Started})
		}
		if !known && !p.Deleted {
			first[path] = pid
		}
		t.same[pid] = append(t.same[pid], p.PID)
	}
}

// questions makes one command for each length of which the finding has a hash.
// The files go with the first.
func (t *traceSum) questions() []walk.Ask {
	executables := t.live[:min(len(t.live), maxExecutables)]
	for _, e := range t.live[len(executables):] {
		t.traces.Unread = append(t.traces.Unread, t.same[e.PID]...)
	}
	lengths := t.lengths()
	if len(executables) == 0 {
		lengths = []int64{0}
	}
	var asks []walk.Ask
	for _, length := range lengths {
		var ask walk.Ask
		for _, e := range executables {
			e.Bytes = length
			ask.Executables = append(ask.Executables, e)
		}
		asks = append(asks, ask)
	}
	asks[0].Files = t.files()
	if len(asks[0].Executables) == 0 && len(asks[0].Files) == 0 {
		return nil
	}
	return asks
}

// lengths are how many bytes the finding's hashes cover, 0 for whole files.
func (t *traceSum) lengths() []int64 {
	var lengths []int64
	for i := range t.finding.Processes {
		binary := t.finding.Processes[i].Binary
		length := covered(binary)
		if binary.SHA256.IsZero() || slices.Contains(lengths, length) {
			continue
		}
		if len(lengths) == maxLengths {
			t.flaw(threat.FlawCap, binary.Path)
			continue
		}
		lengths = append(lengths, length)
	}
	return lengths
}

func covered(f threat.File) int64 {
	if f.Partial {
		return f.HashedSize
	}
	return 0
}

// files are those that the finding names and that may lie in the container. A
// memfd never does.
func (t *traceSum) files() []walk.File {
	named := slices.Clone(t.finding.Files)
	for i := range t.finding.Processes {
		p := &t.finding.Processes[i]
		named = append(append(named, p.Binary, p.Script), p.Libraries...)
	}
	var list []walk.File
	seen, bytes := map[string]bool{}, 0
	for _, f := range named {
		path := f.Path.Raw()
		if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/memfd:") || seen[path] {
			continue
		}
		seen[path] = true
		if len(list) == maxFiles || bytes+len(path) > maxPathBytes {
			t.flaw(threat.FlawCap, f.Path)
			continue
		}
		bytes += len(path)
		list = append(list, walk.File{Path: f.Path, Bytes: covered(f)})
	}
	return list
}

func (t *traceSum) flaw(code threat.FlawCode, args ...untrusted.Text) {
	t.traces.Flaws = append(t.traces.Flaws, threat.Flaw{Code: code, Args: args})
}

// add takes in the answer to one command. A hash that the finding has wins over
// one of another length; a process counts as unread if one of its lengths is.
func (t *traceSum) add(one threat.Traces) {
	t.traces.Files = append(t.traces.Files, one.Files...)
	t.traces.Flaws = append(t.traces.Flaws, one.Flaws...)
	for _, pid := range one.Unread {
		for _, each := range t.same[pid] {
			if !slices.Contains(t.traces.Unread, each) {
				t.traces.Unread = append(t.traces.Unread, each)
			}
		}
	}
	for pid, hash := range one.Hashes {
		for _, each := range t.same[pid] {
			if !t.wanted[t.traces.Hashes[each]] {
				t.traces.Hashes[each] = hash
			}
		}
	}
}
