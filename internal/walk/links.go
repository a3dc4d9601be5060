package walk

import (
	"bytes"
	"strconv"
	"strings"
)

// paths is where the links of one process lead.
type paths struct {
	uid *int64
	// exe and cwd are nil where the link could not be read.
	exe, cwd *string
	fds      map[int]string
	// fdsRead says that the descriptors were listed.
	fdsRead bool
	forged  bool // two answers to one question
}

// places holds the paths by process.
type places map[int]*paths

func (p places) of(n int) *paths {
	if p[n] == nil {
		p[n] = &paths{fds: map[int]string{}}
	}
	return p[n]
}

// links reads the answer of ls -lnd to the folder, exe and cwd of processes.
// Only a line with the prefix begins an answer; any other one goes on with the
// target before it, which then holds a newline. The result is false if
// something stands where nothing can.
func (p places) links(body []byte, prefix string) bool {
	var target *string
	sound := true
	for line := range strings.Lines(string(body)) {
		line = strings.TrimSuffix(line, "\n")
		fields, rest, asked := strings.Cut(line, " "+prefix)
		if !asked {
			sound = sound && target != nil
			if target != nil {
				*target += "\n" + line
			}
			continue
		}
		target = p.answer(strings.Fields(fields), rest)
	}
	return sound
}

// answer takes one line of ls: the columns before the path, and the path with
// its target. It returns where the target is kept, if there is one.
func (p places) answer(columns []string, rest string) *string {
	name, target, linked := strings.Cut(rest, " -> ")
	number, what, _ := strings.Cut(name, "/")
	n, ok := pid(number)
	if !ok || len(columns) < 4 {
		return nil
	}
	at := p.of(n)
	switch {
	case what == "":
		at.forged = at.forged || at.uid != nil
		if uid, err := strconv.ParseInt(columns[2], 10, 64); err == nil {
			at.uid = &uid
		}
		return nil
	case !linked:
		return nil
	case what == "exe":
		at.forged = at.forged || at.exe != nil
		at.exe = &target
	case what == "cwd":
		at.forged = at.forged || at.cwd != nil
		at.cwd = &target
	default:
		return nil
	}
	return &target
}

// descriptors reads the answer of ls -ln to the fd folders of processes: a
// header with the prefix, then a line for each descriptor. A process can write
// lines of its own through the targets, but no header: it can add to its own
// descriptors, and a descriptor that comes twice shows it.
func (p places) descriptors(body []byte, prefix string) {
	var at *paths
	last := -1
	for line := range bytes.Lines(body) {
		text := strings.TrimSuffix(string(line), "\n")
		if header, ok := strings.CutPrefix(text, prefix); ok {
			at, last = p.header(header), -1
			continue
		}
		if at == nil || text == "" || last < 0 && strings.HasPrefix(text, "total ") {
			continue
		}
		number, target, ok := descriptor(text)
		switch {
		case !ok && last >= 0:
			at.fds[last] += "\n" + text
		case ok:
			_, twice := at.fds[number]
			at.forged = at.forged || twice
			at.fds[number] = target
			last = number
		}
	}
}

func (p places) header(text string) *paths {
	number, ok := strings.CutSuffix(text, "/fd:")
	n, isPID := pid(number)
	if !ok || !isPID {
		return nil
	}
	at := p.of(n)
	at.forged = at.forged || at.fdsRead
	at.fdsRead = true
	return at
}

// descriptor reads "lrwx------ 1 0 0 64 Nov 22 03:47 3 -> socket:[5]".
func descriptor(line string) (number int, target string, ok bool) {
	before, target, ok := strings.Cut(line, " -> ")
	columns := strings.Fields(before)
	if !ok || len(columns) < 6 || columns[0][0] != 'l' {
		return 0, "", false
	}
	last := columns[len(columns)-1]
	number, err := strconv.Atoi(last)
	return number, target, err == nil && number >= 0 && strconv.Itoa(number) == last
}

// undelete takes the kernel's mark off the path of a file that has no name any
// more. A file whose name ends so can't be told from one that is deleted.
func undelete(path string) (clean string, deleted bool) {
	return strings.CutSuffix(path, " (deleted)")
}
