package walk

import (
	"bytes"
	"strconv"
	"strings"
)

// part is what stands between two marks of the answer.
type part struct {
	name  string // empty for a file that cat printed
	words []string
	body  []byte
}

// numbers returns the words of a mark that are process numbers, without the
// rest: a glob without a match stands for itself.
func (p part) numbers() []int {
	list := make([]int, 0, len(p.words))
	for _, word := range p.words {
		if n, ok := pid(word); ok {
			list = append(list, n)
		}
	}
	return list
}

// pid reads a process number as the kernel writes it.
func pid(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 0 && n <= 1<<22 && strconv.Itoa(n) == s
}

// frame is an answer in parts. A part is asked for by name, in the order in
// which the script prints them: what is missing there was lost or forged.
type frame struct {
	parts []part
	lost  bool // a part was not there any more
	odd   bool // another part stood there
}

// split takes the answer apart at its marks. Of an answer without an end, the
// last line or argument is dropped, since it may be a piece of one.
func split(out []byte, nonce string) frame {
	mark := []byte("T=" + nonce)
	chunks := bytes.Split(out, mark)
	f := frame{lost: len(chunks) == 1, odd: !bytes.HasPrefix(mark, chunks[0])}
	f.odd = f.odd || !f.lost && len(chunks[0]) > 0
	for _, chunk := range chunks[1:] {
		if !f.add(chunk) {
			f.lost = true
			break
		}
	}
	f.trim()
	return f
}

// add takes what stands after one mark, up to the next; false if that is no part.
func (f *frame) add(chunk []byte) bool {
	if len(chunk) == 0 {
		return false
	}
	if chunk[0] == 0 {
		f.parts = append(f.parts, part{body: chunk[1:]})
		return true
	}
	head, body, whole := bytes.Cut(chunk, []byte{'\n'})
	words, named := strings.CutPrefix(string(head), ".")
	fields := strings.Fields(words)
	if !named || !whole || len(fields) == 0 {
		f.odd = f.odd || !named
		return false
	}
	f.parts = append(f.parts, part{name: fields[0], words: fields[1:], body: body})
	return true
}

// trim takes the piece of a line or argument off an answer without an end.
func (f *frame) trim() {
	last := len(f.parts) - 1
	if last < 0 || f.parts[last].name == "end" {
		return
	}
	f.lost = true
	before := last
	for before > 0 && f.parts[before].name == "" {
		before--
	}
	end := byte('\n')
	if f.parts[before].name == "args" {
		end = 0
	}
	body := f.parts[last].body
	f.parts[last].body = body[:bytes.LastIndexByte(body, end)+1]
}

// is reports whether the next part has the name.
func (f *frame) is(name string) bool {
	return len(f.parts) > 0 && f.parts[0].name == name
}

// take returns the next part, which must have the name; else an empty one.
func (f *frame) take(name string) part {
	if f.is(name) {
		p := f.parts[0]
		f.parts = f.parts[1:]
		return p
	}
	if len(f.parts) == 0 {
		f.lost = true
	} else {
		f.odd = true
	}
	return part{}
}

// files returns the next n files that cat printed.
func (f *frame) files(n int) [][]byte {
	list := make([][]byte, n)
	for i := range list {
		if !f.is("") {
			f.take("")
			break
		}
		list[i] = f.take("").body
	}
	return list
}
