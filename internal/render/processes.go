package render

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// placed is one process in the order of the tree.
type placed struct {
	process threat.Process
	depth   int
}

// processTable draws the live processes as a tree, the finding's marked.
func (o *outline) processTable(r report.Report) {
	live := r.Live
	trust := "what the container's own tools say"
	if live.Trust == threat.TrustKernel {
		trust = "what a helper beside the container sees"
	}
	complete := either(live.Complete, plain("complete"), warn("not complete"))
	o.say(dotted(plain("rung "+string(live.Rung)), plain(trust), complete, plain(plural(len(live.Processes), "process", "processes"))))
	list := table{columns: processColumns()}
	for _, one := range inOrder(live.Processes) {
		list.rows = append(list.rows, processRow(one, r.Now))
	}
	for _, s := range live.Sockets {
		if s.Inode == 0 {
			continue // the kernel's memory of a closed connection
		}
		list.after = append(list.after, append(warn("socket that no listed process holds: "), named(socket(s))...))
	}
	o.add(list)
	for _, left := range live.LeftBehind {
		o.text("left behind: " + untrusted.Escape(left))
	}
}

// processColumns are those of ps axjf, which the playbook runs, where wide.
func processColumns() []column {
	return []column{
		{title: "PID", width: 7, right: true, gap: 2},
		{title: "USER", width: 6},
		{title: "PPID", width: 7, right: true, wide: true},
		{title: "PGID", width: 7, right: true, wide: true},
		{title: "SID", width: 7, right: true, gap: 2, wide: true},
		{title: "TTY", width: 7, wide: true},
		{title: "STAT", width: 5, wide: true},
		{title: "TIME", width: 8, right: true, gap: 2, wide: true},
		{title: "START", width: 9},
		{title: "COMMAND"},
	}
}

func processRow(one placed, now time.Time) row {
	proc := one.process
	user, age := "?", ""
	if proc.User != nil {
		user = strconv.FormatInt(*proc.User, 10)
	}
	if !proc.Started.IsZero() {
		age = lasting(now.Sub(proc.Started))
	}
	line := row{depth: one.depth, cells: []string{
		strconv.Itoa(proc.PID), user, strconv.Itoa(proc.ParentPID), strconv.Itoa(proc.PGID), strconv.Itoa(proc.SID),
		cmp.Or(proc.TTY, "?"), proc.State, clock(proc.CPU), age,
		commandLine(proc.Args, untrusted.From("["+proc.Command.Raw()+"]")),
	}}
	if proc.Match == nil {
		line.notes = oddities(proc)
		return line
	}
	line.mark, line.notes = matched(*proc.Match), details(proc)
	return line
}

// inOrder orders processes by parent, depth first. A process whose parent is not
// listed starts a tree of its own: what was started by kubectl exec, for one.
func inOrder(processes []threat.Process) []placed {
	byPID := map[int]bool{}
	children := map[int][]threat.Process{}
	for _, proc := range processes {
		byPID[proc.PID] = true
	}
	for _, proc := range processes {
		parent := proc.ParentPID
		if !byPID[parent] || parent == proc.PID {
			parent = 0
		}
		children[parent] = append(children[parent], proc)
	}
	var rows []placed
	var walk func(parent, depth int)
	walk = func(parent, depth int) {
		list := children[parent]
		delete(children, parent)
		sort.Slice(list, func(i, j int) bool { return list[i].PID < list[j].PID })
		for _, proc := range list {
			rows = append(rows, placed{proc, depth})
			walk(proc.PID, depth+1)
		}
	}
	walk(0, 0)
	for len(children) > 0 { // a forged circle of parents has no root, and is shown all the same
		walk(slices.Min(slices.Collect(maps.Keys(children))), 0)
	}
	return rows
}

// clock is CPU time as ps shows it, minutes and seconds.
func clock(d time.Duration) string {
	seconds := int(d / time.Second)
	return strconv.Itoa(seconds/60) + ":" + strconv.Itoa(seconds%60/10) + strconv.Itoa(seconds%10)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
