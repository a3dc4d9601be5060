package quote

import (
	"fmt"
	"strings"
)

// Filter writes a value as a string literal, quotes included, for the filters
// of Cloud Logging and Security Command Center. Both end the literal at a double
// quote and take a backslash for the start of an escape, so that these two are
// escaped; what is no printable ASCII becomes \uXXXX, or \UXXXXXXXX beyond the
// first plane, and a byte that is no UTF-8 becomes \ufffd, so that the literal
// may stand in a terminal and in a link.
func Filter(value string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= 0x20 && r <= 0x7e:
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
