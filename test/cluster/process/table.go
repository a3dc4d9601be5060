//go:build linux

package process

import (
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// Entry is one running process as /proc shows it; see proc(5).
type Entry struct {
	PID     int
	Parent  int
	State   byte   // R, S, D, Z and so on
	Started uint64 // in clock ticks since the machine booted
	Args    []string
}

// Ended says whether nothing of the process is left but its number.
func (e Entry) Ended() bool { return e.State == 'Z' || e.State == 'X' }

// Table lists the processes of this machine. Those that end while it reads are
// left out.
func Table() (map[int]Entry, error) {
	dirs, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	table := map[int]Entry{}
	for _, dir := range dirs {
		pid, err := strconv.Atoi(dir.Name())
		if err != nil {
			continue
		}
		if entry, err := read(pid); err == nil {
			table[pid] = entry
		}
	}
	return table, nil
}

// Descendants returns the pids of all processes below root, without root.
func Descendants(table map[int]Entry, root int) []int {
	children := map[int][]int{}
	for pid, entry := range table {
		children[entry.Parent] = append(children[entry.Parent], pid)
	}
	var below []int
	for queue := children[root]; len(queue) > 0; queue = queue[1:] {
		below = append(below, queue[0])
		queue = append(queue, children[queue[0]]...)
	}
	return below
}

func read(pid int) (Entry, error) {
	proc, number := os.DirFS("/proc"), strconv.Itoa(pid)
	stat, err := fs.ReadFile(proc, number+"/stat")
	if err != nil {
		return Entry{}, err
	}
	entry, err := parseStat(string(stat))
	if err != nil {
		return Entry{}, fmt.Errorf("reading process %d: %w", pid, err)
	}
	args, err := fs.ReadFile(proc, number+"/cmdline")
	if err != nil {
		return Entry{}, err
	}
	entry.Args = strings.Split(strings.TrimRight(string(args), "\x00"), "\x00")
	return entry, nil
}

// parseStat reads the fields pid, state, ppid and starttime of /proc/PID/stat.
// The program's name comes second, in brackets, and may itself hold brackets
// and spaces: the last closing bracket ends it.
func parseStat(line string) (Entry, error) {
	first, _, ok := strings.Cut(line, " ")
	end := strings.LastIndexByte(line, ')')
	if !ok || end < 0 {
		return Entry{}, fmt.Errorf("parsing %q: no program name", line)
	}
	fields := strings.Fields(line[end+1:])
	const state, parent, started = 0, 1, 19 // fields 3, 4 and 22, counted from after the name
	if len(fields) <= started {
		return Entry{}, fmt.Errorf("parsing %q: too few fields", line)
	}
	pid, err := strconv.Atoi(first)
	if err != nil {
		return Entry{}, fmt.Errorf("parsing pid: %w", err)
	}
	ppid, err := strconv.Atoi(fields[parent])
	if err != nil {
		return Entry{}, fmt.Errorf("parsing parent of %d: %w", pid, err)
	}
	ticks, err := strconv.ParseUint(fields[started], 10, 64)
	if err != nil {
		return Entry{}, fmt.Errorf("parsing start time of %d: %w", pid, err)
	}
	return Entry{PID: pid, Parent: ppid, State: fields[state][0], Started: ticks}, nil
}
