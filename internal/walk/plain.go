package walk

import (
	"strconv"
	"strings"
)

// plain reads what the shell alone found out about one process, where there is
// no ls: owner, mappings and working directory.
func (p places) plain(f *frame, known map[int]*stat) bool {
	uid := f.take("uid")
	numbers := uid.numbers()
	if len(numbers) != 1 {
		return false
	}
	at := p.of(numbers[0])
	at.forged = at.forged || at.uid != nil
	at.uid = owner(string(uid.body))
	var code uint64
	if s := known[numbers[0]]; s != nil {
		code = s.code
	}
	if exe, ok := executable(string(f.take("maps").body), code); ok {
		at.exe = &exe
	}
	if f.is("cwd") {
		cwd := string(f.take("cwd").body)
		at.cwd = &cwd
	}
	return true
}

// kinds reads lines of a descriptor, its kind and its inode number. Without a
// program that reads links, the path of a file stays unknown; a socket or pipe
// is known whole from its number, which fdinfo tells since Linux 5.14.
func (p places) kinds(fds part) {
	numbers := fds.numbers()
	if len(numbers) != 1 {
		return
	}
	at := p.of(numbers[0])
	for line := range strings.Lines(string(fds.body)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		number, err := strconv.Atoi(fields[0])
		if err != nil {
			continue
		}
		at.fdsRead = true
		switch {
		case fields[1] == "null":
			at.fds[number] = "/dev/null"
		case len(fields) == 3 && fields[1] != "file":
			at.fds[number] = fields[1] + ":[" + fields[2] + "]"
		default:
			at.fds[number] = fields[1]
		}
	}
}

// executable finds the program among the first mappings: the one that holds
// the start of its text, or where that may not be told, the first one of a file.
func executable(maps string, code uint64) (path string, ok bool) {
	for line := range strings.Lines(maps) {
		low, high, name, fine := mapping(line)
		if !fine || name == "" || name[0] != '/' {
			continue
		}
		if code <= 1 || low <= code && code < high {
			return name, true
		}
	}
	return "", false
}

// mapping reads a line of /proc/PID/maps: the range and the path behind it, in
// which the kernel writes a newline as \012.
func mapping(line string) (low, high uint64, path string, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 5 {
		return 0, 0, "", false
	}
	from, to, _ := strings.Cut(fields[0], "-")
	low, err := strconv.ParseUint(from, 16, 64)
	high, err2 := strconv.ParseUint(to, 16, 64)
	if err != nil || err2 != nil {
		return 0, 0, "", false
	}
	if slash := strings.IndexByte(line, '/'); slash >= 0 {
		path = strings.ReplaceAll(strings.TrimSuffix(line[slash:], "\n"), `\012`, "\n")
	}
	return low, high, path, true
}
