package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// form is how the input is written.
type form int

const (
	formJSON form = iota
	formYAML
)

// sniffed is how much of the input decides its form, in bytes.
const sniffed = 4096

// sniff tells the form of the input by how it begins, and returns a reader of it
// in UTF-8 without a byte order mark. PowerShell writes UTF-16 when output is
// redirected to a file.
func sniff(r *bufio.Reader) (io.Reader, form, error) {
	head, err := r.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = r.Discard(3)
		head = head[3:]
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		plain := bufio.NewReaderSize(&fromUTF16{from: r, bigEndian: head[0] == 0xfe}, sniffed)
		_, _, _ = plain.ReadRune() // the mark
		head, _ = plain.Peek(sniffed)
		r = plain
	}
	if err := notText(head); err != nil {
		return nil, 0, err
	}
	start := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(start) == 0, start[0] == '{', start[0] == '[':
		return r, formJSON, nil
	case start[0] == '<':
		return nil, 0, &NotFinding{Got: "this is HTML or XML"}
	}
	return r, formYAML, nil
}

// notText refuses what is no text, and names the forms that people do pass.
func notText(head []byte) error {
	for _, known := range []struct{ magic, words string }{
		{"\x1f\x8b", "this is gzip data; unpack it first"},
		{"PK\x03\x04", "this is a zip archive; unpack it first"},
		{"\x7fELF", "this is an ELF program"},
		{"%PDF", "this is a PDF"},
		{"\x89PNG", "this is a picture"},
	} {
		if bytes.HasPrefix(head, []byte(known.magic)) {
			return &NotFinding{Got: known.words}
		}
	}
	for i := 0; i < len(head); {
		r, size := utf8.DecodeRune(head[i:])
		cut := len(head)-i < utf8.UTFMax && len(head) >= sniffed-utf8.UTFMax
		if r == utf8.RuneError && size == 1 && !cut || r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
			return &NotFinding{Got: fmt.Sprintf("this is binary data: it has the byte %#02x", head[i]), Where: atByte(int64(i))}
		}
		i += size
	}
	return nil
}

// fromUTF16 reads UTF-16 as UTF-8.
type fromUTF16 struct {
	from      *bufio.Reader
	bigEndian bool
	ready     []byte
}

func (u *fromUTF16) Read(p []byte) (int, error) {
	for len(u.ready) < len(p) && len(u.ready) < sniffed {
		r, err := u.rune()
		if err != nil {
			if len(u.ready) == 0 {
				return 0, err
			}
			break
		}
		u.ready = utf8.AppendRune(u.ready, r)
	}
	n := copy(p, u.ready)
	u.ready = u.ready[:copy(u.ready, u.ready[n:])]
	return n, nil
}

func (u *fromUTF16) rune() (rune, error) {
	first, err := u.unit()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	second, err := u.unit()
	return utf16.DecodeRune(first, second), err
}

func (u *fromUTF16) unit() (rune, error) {
	var pair [2]byte
	if _, err := io.ReadFull(u.from, pair[:]); err != nil {
		return 0, err
	}
	if u.bigEndian {
		return rune(pair[0])<<8 | rune(pair[1]), nil
	}
	return rune(pair[1])<<8 | rune(pair[0]), nil
}
