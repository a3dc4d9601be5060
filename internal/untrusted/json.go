package untrusted

import (
	"encoding/base64"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// Base64 returns the bytes of a text that is no valid UTF-8, which a JSON string
// can't carry, and whether it is such a text.
func (t Text) Base64() (string, bool) {
	if utf8.ValidString(t.s) {
		return "", false
	}
	return base64.StdEncoding.EncodeToString([]byte(t.s)), true
}

// Base64s returns the bytes of every text of a list in which one is no valid
// UTF-8, and nothing for a list of valid ones.
func Base64s(list []Text) []string {
	broken := slices.ContainsFunc(list, func(t Text) bool { return !utf8.ValidString(t.s) })
	if !broken {
		return nil
	}
	encoded := make([]string, len(list))
	for i, t := range list {
		encoded[i] = base64.StdEncoding.EncodeToString([]byte(t.s))
	}
	return encoded
}

// appendJSON appends s as a JSON string in which only runes that print as
// themselves stand as they are (RFC 8259, section 7). The three HTML letters are
// escaped too, as encoding/json does.
func appendJSON(to []byte, s string) []byte {
	to = append(to, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			to = append(to, '\\', byte(r))
		case r == '<' || r == '>' || r == '&' || !Prints(r):
			to = appendUnicodeEscape(to, r)
		default:
			to = utf8.AppendRune(to, r)
		}
	}
	return append(to, '"')
}

func appendUnicodeEscape(to []byte, r rune) []byte {
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return append(append(to, `\u`+padHex(high, 4)...), `\u`+padHex(low, 4)...)
	}
	return append(to, `\u`+padHex(r, 4)...)
}
