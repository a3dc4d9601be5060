package intake

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

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
	if i := binary(head); i >= 0 {
		return &NotFinding{Got: fmt.Sprintf("this is binary data: it has the byte %#02x", head[i]), Where: atByte(int64(i))}
	}
	return nil
}

// binary returns where the beginning of an input has the first byte that no text
// in UTF-8 has, or -1. The last character may be cut.
func binary(head []byte) int {
	whole := head
	if len(head) >= sniffed-utf8.UTFMax {
		whole = head[:len(head)-utf8.UTFMax]
	}
	for i := 0; i < len(whole); {
		r, size := utf8.DecodeRune(head[i:])
		control := r < 0x20 && r != '\t' && r != '\n' && r != '\r'
		if control || r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
