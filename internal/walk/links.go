package walk

import (
	"strconv"
	"strings"
)

// paths is where the links of one process lead.
type paths struct {
	uid *int64
	// exe and cwd are nil where the link could not be read.
	exe, cwd *string
	fds      map[int]string
	headed   bool // a list of descriptors was begun
	fdsRead  bool // and it may be read
	forged   bool // two answers to one question
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
	number, what, below := strings.Cut(name, "/")
	n, ok := pid(number)
	if !ok || len(columns) < 4 {
		return nil
	}
	at := p.of(n)
	if !below {
		at.forged = at.forged || at.uid != nil
		at.uid = owner(columns[2])
		return nil
	}
	kept := map[string]**string{"exe": &at.exe, "cwd": &at.cwd}[what]
	if !linked || kept == nil {
		return nil // A link that could not be read has no arrow.
	}
	at.forged = at.forged || *kept != nil
	*kept = &target
	return &target
}

// owner reads a numeric user; nil if it is none.
func owner(text string) *int64 {
	uid, err := strconv.ParseInt(text, 10, 64)
	if err != nil || uid < 0 {
		return nil
	}
	return &uid
}

// descriptors reads the answer of ls -ln to the fd folders of processes: a
// header with the prefix, then a line for each descriptor. A process can write
// lines of its own through the targets, but no header: it can add to its own
// descriptors, and a descriptor that comes twice shows it.
func (p places) descriptors(body []byte, prefix string) {
	var at *paths
	last := -1
	for line := range strings.Lines(string(body)) {
		line = strings.TrimSuffix(line, "\n")
		if header, ok := strings.CutPrefix(line, prefix); ok {
			at, last = p.header(header), -1
		} else if at != nil && line != "" {
			last = at.descriptor(line, last)
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
	at.forged = at.forged || at.headed
	at.headed = true
	return at
}

// descriptor takes a line such as "lrwx------ 1 0 0 64 Nov 22 03:47 3 -> socket:[5]".
// Another one goes on with the target of the last descriptor, if there is one.
func (at *paths) descriptor(line string, last int) int {
	at.fdsRead = true
	before, target, linked := strings.Cut(line, " -> ")
	columns := strings.Fields(before)
	if linked && len(columns) >= 6 && columns[0][0] == 'l' {
		name := columns[len(columns)-1]
		number, err := strconv.Atoi(name)
		if err == nil && number >= 0 && strconv.Itoa(number) == name {
			_, twice := at.fds[number]
			at.forged = at.forged || twice
			at.fds[number] = target
			return number
		}
	}
	if last >= 0 {
		at.fds[last] += "\n" + line
	}
	return last
}

// undelete takes the kernel's mark off the path of a file that has no name any
// more. A file whose name ends so can't be told from one that is deleted.
func undelete(path string) (clean string, deleted bool) {
	return strings.CutSuffix(path, " (deleted)")
}
