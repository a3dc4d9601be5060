package walk

import (
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
	for _, text := range preloaded(a.environment, a.preload, a.maps) {
		list.when(!lost || a.maps != "", threat.FlawPreload, text)
	}
	forged := a.contradictions()
	list.of(threat.FlawForged, forged)
	if lost {
		return
	}
	list.when(!a.counted(), threat.FlawUncounted)
	list.when(len(a.rounds) == 0 || a.walked != len(a.asked), threat.FlawCut)
	unread, over := a.unread()
	list.of(threat.FlawUnreadable, unread)
	list.of(threat.FlawCap, over)
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
	return append(found, a.covered()...)
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

// unread returns the processes that were still there after they were asked for
// and of which the answer misses what it must hold, the executable above all;
// then those that were over the limit.
func (a *answer) unread() (unread, over []int) {
	asked := set(a.asked)
	for _, r := range a.rounds {
		after := set(r.after)
		for _, n := range r.asked {
			s, known := a.stats[n]
			_, hasArgs := a.args[n]
			switch at := a.places[n]; {
			case !after[n] && a.unlisted[n] == 0:
				// It ended meanwhile.
			case !known, !hasArgs:
				unread = append(unread, n)
			case s.gone() || s.flags&kernelThread != 0:
				// Neither a zombie nor a thread of the kernel has an executable.
			case at == nil || at.exe == nil:
				unread = append(unread, n)
			}
		}
	}
	if len(a.rounds) == 0 {
		return nil, nil
	}
	for _, n := range a.rounds[len(a.rounds)-1].after {
		switch {
		case asked[n] || n == a.own:
		case len(a.asked) >= limit:
			over = append(over, n)
		default:
			unread = append(unread, n)
		}
	}
	return unread, over
}

func set(numbers []int) map[int]bool {
	m := make(map[int]bool, len(numbers))
	for _, n := range numbers {
		m[n] = true
	}
	return m
}
