package walk

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// judge adds what keeps the answer from proving that something is not there.
// What was lost is not called unreadable or hidden as well.
func (list *flaws) judge(a *answer, lost bool) {
	hidden := a.hidden()
	list.of(threat.FlawHidden, hidden)
	for _, text := range preloaded(a.environment, a.preload, a.maps, !lost) {
		list.when(true, threat.FlawPreload, text)
	}
	forged := a.contradictions()
	list.of(threat.FlawForged, forged)
	if lost {
		return
	}
	list.when(!a.counted(), threat.FlawUncounted)
	list.when(len(a.tables[0]) == 0, threat.FlawUnreadable, "/proc/net/tcp") // A table without sockets still has its heading.
	if len(a.rounds) == 0 || a.walked != len(a.asked) || !maps.Equal(set(a.asked), set(a.listedFDs)) {
		list.when(true, threat.FlawCut)
		return
	}
	unread, late := a.unread(), a.late()
	if len(a.asked) >= limit {
		list.of(threat.FlawCap, late)
		late = nil
	}
	list.of(threat.FlawUnreadable, append(unread, late...))
}

// hidden returns the processes that exist and that the folder of /proc did not
// list, and those whose folder something was mounted over.
func (a *answer) hidden() []int {
	listed := set(a.listed)
	var found []int
	for n, process := range a.unlisted {
		switch {
		case process == 0:
			found = append(found, n)
		case !listed[process]:
			found = append(found, process)
		}
	}
	if len(a.cgroups) == 2 {
		after := set(a.cgroups[1])
		for _, n := range a.cgroups[0] {
			if after[n] && !listed[n] {
				found = append(found, n)
			}
		}
	}
	if len(a.listed) > 0 && !listed[a.own] {
		found = append(found, a.own)
	}
	found = append(found, a.parents()...)
	return append(found, a.covered()...)
}

// parents returns the processes that others call their parent and that no
// listing held. A parent that ends gives its children away at once, and one
// outside of the namespace has the number 0.
func (a *answer) parents() []int {
	known := set(a.listed)
	for _, r := range a.rounds {
		maps.Copy(known, set(r.after))
	}
	var found []int
	for _, s := range a.stats {
		if parent := s.process.ParentPID; parent > 0 && !known[parent] {
			found = append(found, parent)
		}
	}
	return found
}

// covered returns the processes whose folder in /proc is a mount point.
func (a *answer) covered() []int {
	var found []int
	for line := range strings.Lines(a.mounts) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		below, ok := strings.CutPrefix(path.Clean(fields[1]), "/proc/")
		name, _, _ := strings.Cut(below, "/")
		if n, isPID := pid(name); ok && isPID {
			found = append(found, n)
		}
	}
	return found
}

// counted reports whether the processes were counted in a second way: all
// numbers given so far were tried, or the cgroup told its processes twice.
func (a *answer) counted() bool {
	if len(a.cgroups) == 2 {
		return true
	}
	top := max(a.cursor, a.pidMax)
	for _, n := range a.listed {
		top = max(top, n)
	}
	return a.cursor > 0 && a.scanned >= top && !a.hidesOthers()
}

// hidesOthers reports whether /proc is mounted so that it shows a user only the
// user's own processes; then trying numbers finds no more than listing.
func (a *answer) hidesOthers() bool {
	hides := false
	for line := range strings.Lines(a.mounts) {
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[1] != "/proc" || fields[2] != "proc" {
			continue
		}
		hides = slices.ContainsFunc(strings.Split(fields[3], ","), func(option string) bool {
			value, ok := strings.CutPrefix(option, "hidepid=")
			return ok && value != "0" && value != "off"
		})
	}
	return hides
}

// contradictions returns the processes of which the answer says two things.
func (a *answer) contradictions() []int {
	var found []int
	for n, at := range a.places {
		if at.forged {
			found = append(found, n)
		}
	}
	return found
}

// unread returns the processes of which the answer misses what it must hold,
// the executable above all. One that is not listed any more ended meanwhile.
func (a *answer) unread() (list []int) {
	for _, r := range a.rounds {
		after := set(r.after)
		for _, n := range r.asked {
			if (after[n] || a.unlisted[n] == n) && !a.understood(n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// late returns the processes that were listed in the end and never read: they
// began later than the last reading, or are over the limit.
func (a *answer) late() (list []int) {
	asked := set(a.asked)
	for _, n := range a.rounds[len(a.rounds)-1].after {
		if !asked[n] && n != a.own {
			list = append(list, n)
		}
	}
	return list
}

// understood reports whether enough is known of a process to tell it from
// another one. A zombie has no executable, and neither has a thread of the kernel.
func (a *answer) understood(n int) bool {
	s, args := a.stats[n], a.args[n]
	if s == nil || args == nil {
		return false
	}
	at := a.places[n]
	named := at != nil && at.exe != nil && !strings.Contains(*at.exe, "?")
	return named || s.gone() || s.flags&kernelThread != 0
}

func set(numbers []int) map[int]bool {
	m := make(map[int]bool, len(numbers))
	for _, n := range numbers {
		m[n] = true
	}
	return m
}
