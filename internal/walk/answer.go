package walk

import (
	"maps"
	"strconv"
	"strings"
)

// limit is how many processes the script reads in one look.
const limit = 10_000

// answer is what the script printed, read but not yet judged.
type answer struct {
	own     int // the shell that walked
	cat, ls bool

	environment string // LD_PRELOAD and LD_AUDIT of the shell
	preload     string // /etc/ld.so.preload
	maps        string // of the shell
	mounts      string
	boot        int64
	tables      [][]byte // tcp, tcp6, udp, udp6

	cursor    int         // the last number given
	pidMax    int         // the limit of numbers, where they began anew; else 0
	scanned   int         // up to which number each was tried
	cgroups   [][]int     // before and after the listing
	listed    []int       // by the folder of /proc
	unlisted  map[int]int // found otherwise: its process, or 0 if that may not be read
	asked     []int       // whose facts were read, in that order
	rounds    []round
	stats     map[int]*stat
	places    places
	args      map[int][]byte
	listedFDs []int // whose descriptors were asked for
	walked    int   // how many the script says it read
}

// round is one reading of facts, with the listing after it.
type round struct {
	asked, after []int
}

// read takes the parts in the order in which the script prints them.
func read(f *frame, prefix string) answer {
	a := answer{
		unlisted: map[int]int{}, stats: map[int]*stat{}, places: places{}, args: map[int][]byte{},
	}
	a.readBegin(f)
	a.readCounts(f)
	for f.is("batch") || f.is("again") {
		a.readRound(f, prefix)
	}
	for f.is("links") { // of other users' processes, asked as those users
		f.odd = !a.places.links(f.take("links").body, prefix) || f.odd
	}
	for f.is("args") {
		a.readArgs(f)
	}
	for f.is("fds") {
		fds := f.take("fds")
		a.listedFDs = append(a.listedFDs, fds.numbers()...)
		if a.ls {
			a.places.descriptors(fds.body, prefix)
		} else {
			a.places.kinds(fds)
		}
	}
	end := f.take("end")
	a.walked = number(end.words, 0)
	f.odd = f.odd || len(end.body) > 0 || len(f.parts) > 0
	return a
}

func (a *answer) readBegin(f *frame) {
	begin := f.take("begin")
	f.odd = f.odd || !f.lost && number(begin.words, 0) != 1
	a.own = number(begin.words, 1)
	for _, tool := range begin.words[min(2, len(begin.words)):] {
		a.cat = a.cat || tool == "cat"
		a.ls = a.ls || tool == "ls"
	}
	a.environment = string(f.take("preload").body) + " " + string(f.take("audit").body)
	f.take("files")
	files := f.files(8)
	a.preload, a.maps, a.mounts = string(files[0]), string(files[1]), string(files[3])
	a.boot = bootTime(files[2])
	a.tables = files[4:]
}

func (a *answer) readCounts(f *frame) {
	last := f.take("last").words
	a.cursor, a.pidMax = number(last, 0), number(last, 1)
	if f.is("cgroup") {
		a.cgroups = append(a.cgroups, f.take("cgroup").numbers())
	}
	scan := f.take("numbers").words
	a.scanned = number(scan, 0)
	a.listed = f.take("pids").numbers()
	for line := range strings.Lines(string(f.take("unlisted").body)) {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			continue
		}
		if n, ok := pid(fields[0]); ok {
			a.unlisted[n], _ = pid(fields[1])
		}
	}
	if f.is("cgroup") {
		a.cgroups = append(a.cgroups, f.take("cgroup").numbers())
	}
}

func (a *answer) readRound(f *frame, prefix string) {
	var r round
	for f.is("batch") {
		batch := f.take("batch")
		numbers := batch.numbers()
		r.asked = append(r.asked, numbers...)
		maps.Copy(a.stats, stats(batch.body, a.boot))
		if a.ls {
			f.odd = !a.places.links(f.take("links").body, prefix) || f.odd
			continue
		}
		for range numbers {
			if !a.places.plain(f, a.stats) {
				break
			}
		}
	}
	r.after = f.take("again").numbers()
	a.asked = append(a.asked, r.asked...)
	a.rounds = append(a.rounds, r)
}

func (a *answer) readArgs(f *frame) {
	numbers := f.take("args").numbers()
	for i, body := range f.files(len(numbers)) {
		if body != nil {
			a.args[numbers[i]] = body
		}
	}
}

// number returns one of the words as a number that is not negative, else 0.
func number(words []string, at int) int {
	if at >= len(words) {
		return 0
	}
	n, err := strconv.Atoi(words[at])
	if err != nil || n < 0 {
		return 0
	}
	return n
}
