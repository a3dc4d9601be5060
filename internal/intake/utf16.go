package intake

import (
	"bufio"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

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
