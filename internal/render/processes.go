package render

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// tableIndent is where the process table starts: it needs the page's width.
const tableIndent = "  "

// row is one process in the order of the tree.
type row struct {
	process threat.Process
	depth   int
}

// processTable draws the live processes as a tree, the finding's marked.
func (p *page) processTable(r report.Report, wide bool) {
	live := r.Live
	trust := "what the container's own tools say"
	if live.Trust == threat.TrustKernel {
		trust = "what a helper beside the container sees"
	}
	complete := "complete"
	if !live.Complete {
		complete = p.theme.warn.Render("not complete")
	}
	p.text(dots("rung "+string(live.Rung), trust, complete, plural(len(live.Processes), "process", "processes")))
	heading := padLeft("PID", 7) + "  " + pad("USER", 6)
	if wide {
		heading += padLeft("PPID", 7) + padLeft("PGID", 7) + padLeft("SID", 7) + "  " + pad("TTY", 7) + pad("STAT", 5) + padLeft("TIME", 8) + "  "
	}
	p.raw(tableIndent + p.theme.faint.Render(heading+pad("START", 9)+"COMMAND"))
	for _, one := range tree(live.Processes) {
		p.process(one, r, wide)
	}
	for _, s := range live.Sockets {
		if s.Inode == 0 {
			continue // the kernel's memory of a closed connection
		}
		p.below(tableIndent, p.theme.warn.Render("socket that no listed process holds: ")+socket(s))
	}
	for _, left := range live.LeftBehind {
		p.text("left behind: " + untrusted.Escape(left))
	}
}

func (p *page) process(one row, r report.Report, wide bool) {
	proc := one.process
	user := "?"
	if proc.User != nil {
		user = strconv.FormatInt(*proc.User, 10)
	}
	line := padLeft(strconv.Itoa(proc.PID), 7) + "  " + pad(user, 6)
	if wide {
		line += padLeft(strconv.Itoa(proc.ParentPID), 7) + padLeft(strconv.Itoa(proc.PGID), 7) + padLeft(strconv.Itoa(proc.SID), 7) +
			"  " + pad(cmp.Or(proc.TTY, "?"), 7) + pad(proc.State, 5) + padLeft(clock(proc.CPU), 8) + "  "
	}
	age := ""
	if !proc.Started.IsZero() {
		age = span(r.Now.Sub(proc.Started))
	}
	line += pad(age, 9) + branch(one.depth)
	indent := strings.Repeat(" ", 24)
	command := commandLine(proc.Args, untrusted.From("["+proc.Command.Raw()+"]"))
	if proc.Match == nil {
		p.raw(cut(tableIndent+line+command, p.width))
		p.oddities(proc, indent)
		return
	}
	p.raw(cut(tableIndent+line+p.theme.alarm.Render(command), p.width))
	p.raw(indent + "  " + p.theme.alarm.Render("▲ "+matched(*proc.Match)))
	p.details(proc, indent+"  ")
}

// tree orders processes by parent, depth first. A process whose parent is not
// listed starts a tree of its own: what was started by kubectl exec, for one.
func tree(processes []threat.Process) []row {
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
	var rows []row
	var walk func(parent, depth int)
	walk = func(parent, depth int) {
		list := children[parent]
		delete(children, parent)
		sort.Slice(list, func(i, j int) bool { return list[i].PID < list[j].PID })
		for _, proc := range list {
			rows = append(rows, row{proc, depth})
			walk(proc.PID, depth+1)
		}
	}
	walk(0, 0)
	for len(children) > 0 { // a forged circle of parents has no root, and is shown all the same
		walk(slices.Min(slices.Collect(maps.Keys(children))), 0)
	}
	return rows
}

func branch(depth int) string {
	if depth == 0 {
		return ""
	}
	return strings.Repeat("  ", min(depth, 12)-1) + "└ "
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
