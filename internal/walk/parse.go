package walk

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Parse reads the answer of Command. It never fails: what is wrong with the
// answer becomes a flaw of the look. The nonce is the one that the command got;
// cut says that the caller knows of bytes that are missing.
func Parse(out []byte, nonce string, cut bool) threat.Look {
	f := split(out, nonce)
	a := read(&f, pathPrefix(nonce))
	var flaws flaws
	flaws.when(cut || f.lost, threat.FlawCut)
	flaws.when(f.odd, threat.FlawForged)
	flaws.judge(&a, f.lost || cut)
	look := threat.Look{Rung: threat.Exec, Trust: threat.TrustContainer, Own: a.ownCount()}
	all, capped := sockets(a.tables)
	flaws.when(capped, threat.FlawCap, "sockets")
	look.Processes = a.processes()
	look.Sockets = join(all, look.Processes, a.places)
	look.Flaws = flaws
	return look
}

// isOwn reports whether a process belongs to the walk: the shell or its child.
func (a *answer) isOwn(n int) bool {
	return n == a.own || a.own != 0 && a.stats[n] != nil && a.stats[n].process.ParentPID == a.own
}

func (a *answer) ownCount() int {
	count := 0
	for _, n := range a.listed {
		if a.isOwn(n) {
			count++
		}
	}
	return count
}

// processes puts together what is known of each process that was there.
func (a *answer) processes() []threat.Process {
	list := make([]threat.Process, 0, len(a.stats))
	for n, s := range a.stats {
		if a.isOwn(n) {
			continue
		}
		p := s.process
		p.Args, p.ArgsJoined = arguments(a.args[n], a.cat)
		p.Stdio = stdio(a.places[n])
		if at := a.places[n]; at != nil {
			p.User = at.uid
			if at.exe != nil {
				path, deleted := undelete(*at.exe)
				p.Executable, p.Deleted = untrusted.From(path), deleted
			}
			if at.cwd != nil {
				p.WorkingDir = untrusted.From(*at.cwd)
			}
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b threat.Process) int { return cmp.Compare(a.PID, b.PID) })
	return list
}

// arguments takes a command line apart. The kernel ends each argument with a
// NUL; a program that wrote its own title may have left none at the end. The
// shell alone reads no NULs: then the boundaries are lost.
func arguments(line []byte, whole bool) (args []untrusted.Text, joined bool) {
	if len(line) == 0 {
		return nil, false
	}
	if !whole {
		return []untrusted.Text{untrusted.From(string(line))}, true
	}
	for _, arg := range bytes.Split(bytes.TrimSuffix(line, []byte{0}), []byte{0}) {
		args = append(args, untrusted.From(string(arg)))
	}
	return args, false
}

// flaws are the reasons found so far.
type flaws []threat.Flaw

// when adds a flaw if it holds.
func (list *flaws) when(holds bool, code threat.FlawCode, args ...string) {
	if holds {
		*list = append(*list, threat.Flaw{Code: code, Args: untrusted.All(args)})
	}
}

// of adds a flaw of some processes, if there are any.
func (list *flaws) of(code threat.FlawCode, numbers []int) {
	slices.Sort(numbers)
	var args []string
	for _, n := range slices.Compact(numbers) {
		args = append(args, strconv.Itoa(n))
	}
	list.when(len(args) > 0, code, args...)
}
