package walk

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// ParseTraces reads the answer of TraceCommand to the same question. It never
// fails: what could not be answered is among the flaws, and an executable
// without a hash among the unread.
func ParseTraces(out []byte, nonce string, ask Ask, cut bool) (threat.Traces, []threat.Flaw) {
	f := split(out, nonce)
	r := tracesReader{frame: &f, traces: threat.Traces{Hashes: map[int]string{}}}
	r.begin()
	carried := ask.within()
	for _, e := range carried.Executables {
		r.executable(e)
	}
	for _, file := range carried.Files {
		r.file(file)
	}
	r.leftOut(ask, carried)
	end := f.take("end")
	f.odd = f.odd || len(end.body) > 0 || len(f.parts) > 0
	var flaws flaws
	flaws.when(cut || f.lost, threat.FlawCut)
	flaws.when(f.odd, threat.FlawForged)
	flaws.when(len(r.missing) > 0, threat.FlawNoTools, r.missing...)
	flaws.when(len(r.closed) > 0, threat.FlawUnreadable, r.closed...)
	return r.traces, flaws
}

// tracesReader reads one answer after the other.
type tracesReader struct {
	frame   *frame
	boot    int64
	traces  threat.Traces
	missing []string // programs that a question needed
	closed  []string // paths that could not be looked at
	tools   map[string]bool
}

func (r *tracesReader) begin() {
	begin := r.frame.take("begin")
	r.tools = map[string]bool{}
	for _, tool := range begin.words {
		r.tools[tool] = true
	}
	r.boot = bootTime(r.frame.take("boot").body)
}

func (r *tracesReader) executable(ask Executable) {
	p := r.frame.take("exe")
	found, known := stats(p.body, r.boot)[ask.PID]
	size, hash := r.contents()
	other := !known || !ask.Started.IsZero() && !sameStart(found.process.Started, ask.Started)
	if number(p.words, 0) != ask.PID || other || hash == "" || ask.Bytes == 0 && size.bytes > maxHashed {
		r.traces.Unread = append(r.traces.Unread, ask.PID)
		return
	}
	r.traces.Hashes[ask.PID] = hash
}

// leftOut counts what was not asked as unread.
func (r *tracesReader) leftOut(ask, carried Ask) {
	for _, e := range ask.Executables {
		if !slices.Contains(carried.Executables, e) {
			r.traces.Unread = append(r.traces.Unread, e.PID)
		}
	}
	for _, f := range ask.Files {
		if !slices.Contains(carried.Files, f) {
			r.closed = append(r.closed, f.Path.Raw())
		}
	}
}

// sameStart compares start times; the second of the kernel's start that both
// rest on may be rounded anew when the clock is set.
func sameStart(a, b time.Time) bool {
	return a.Sub(b).Abs() <= time.Second
}

func (r *tracesReader) file(ask File) {
	p := r.frame.take("file")
	size, hash := r.contents()
	if len(p.words) != 1 {
		return
	}
	switch p.words[0] {
	case "absent":
		return
	case "closed", "refused":
		r.closed = append(r.closed, ask.Path.Raw())
		return
	}
	if ask.Bytes == 0 && size.bytes > maxHashed {
		hash = ""
	}
	r.traces.Files = append(r.traces.Files, threat.TraceFile{
		Path: untrusted.From(ask.Path.Raw()), SHA256: hash, Size: size.bytes, Changed: size.changed,
	})
}

// measure is what stat or ls says of a file.
type measure struct {
	bytes   int64
	changed time.Time
}

// contents reads size and hash of one file, where they were printed.
func (r *tracesReader) contents() (size measure, hash string) {
	if !r.frame.is("size") {
		return size, ""
	}
	size = measured(strings.Fields(string(r.frame.take("size").body)))
	if !r.frame.is("hash") {
		r.lacks("sha256sum")
		r.lacks("head")
		return size, ""
	}
	fields := strings.Fields(string(r.frame.take("hash").body))
	if len(fields) != 2 {
		return size, "" // "bad" comes before the hash of a file that could not be read whole.
	}
	if raw, err := hex.DecodeString(fields[0]); err != nil || len(raw) != 32 {
		return size, ""
	}
	return size, fields[0]
}

func (r *tracesReader) lacks(tool string) {
	if r.tools[tool] {
		return
	}
	r.missing = append(r.missing, tool)
	r.tools[tool] = true // Once is enough.
}

// measured reads "size seconds", or the columns of ls, which tell the size alone.
func measured(fields []string) measure {
	if len(fields) >= 8 {
		size, _ := strconv.ParseInt(fields[4], 10, 64)
		return measure{bytes: size}
	}
	if len(fields) != 2 {
		return measure{}
	}
	size, _ := strconv.ParseInt(fields[0], 10, 64)
	second, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil || second <= 0 {
		return measure{bytes: size}
	}
	return measure{bytes: size, changed: time.Unix(second, 0).UTC()}
}
