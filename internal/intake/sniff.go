package intake

import (
	"bufio"
	"bytes"
	"errors"
	"io"
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
