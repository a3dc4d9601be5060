package skim

import (
	"encoding/binary"
	"math/bits"
)

// Eight bytes at a time: each of these has one byte's pattern eight times.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// textEnd returns where a string ends, behind its closing quote, from behind its
// opening one, and whether it is ASCII without an escape. For what is no string it
// returns the complement of where that shows.
//
// It looks at eight bytes at once: v-ones borrows into the high bit of a byte of v
// that is zero, and v-0x20… into that of one below 0x20. A borrow may go on into
// higher bytes, so that only the lowest bit that is set can be trusted.
func textEnd(text []byte, i int) (end int, plain bool) {
	seen := uint64(0)
	plain = true
	for {
		v := binary.LittleEndian.Uint64(text[i:])
		quote, escape := v^ones*'"', v^ones*'\\'
		stop := ((quote-ones)&^quote | (escape-ones)&^escape | (v-ones*' ')&^v) & highs
		if stop == 0 {
			seen |= v
			i += 8
			continue
		}
		before := bits.TrailingZeros64(stop) &^ 7
		seen |= v & (1<<before - 1)
		i += before / 8
		switch text[i] {
		case '"':
			return i + 1, plain && seen&highs == 0
		case '\\':
			plain = false
			if i = escapeEnd(text, i); i < 0 {
				return i, false
			}
		default: // a control character, or the end
			return ^i, false
		}
	}
}

// escapeEnd returns where an escape ends, or the complement of where it is none.
func escapeEnd(text []byte, i int) int {
	switch text[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		for n := i + 2; n < i+6; n++ {
			if !isHex(text[n]) {
				return ^n
			}
		}
		return i + 6
	}
	return ^(i + 1)
}

func isHex(b byte) bool {
	lower := b | 0x20
	return isDigit(b) || lower >= 'a' && lower <= 'f'
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
