package quote_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kubectl-threat/kubectl-threat/internal/quote"
)

func TestFilter(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"name":            {"basket-6d9f7c9b8-x2x4q", `"basket-6d9f7c9b8-x2x4q"`},
		"empty":           {"", `""`},
		"closing quote":   {`x" OR severity>"`, `"x\" OR severity>\""`},
		"backslash":       {`x\`, `"x\\"`},
		"newline":         {"x\nresource.type=y", `"x\u000aresource.type=y"`},
		"escape sequence": {"\x1b[2J", `"\u001b[2J"`},
		"bidi":            {"\u202e", `"\u202e"`},
		"second plane":    {"\U000e0041", `"\U000e0041"`},
		"no UTF-8":        {"\xff", `"\ufffd"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := quote.Filter(tt.in); got != tt.want {
				t.Errorf("Filter(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"", `"`, `\`, `\"`, "a\nb", "\xff", "é\u2028", `\\"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		literal := quote.Filter(value)
		if end := literalEnd(literal); end != len(literal) {
			t.Fatalf("Filter(%q) = %s closes its quote at %d of %d", value, literal, end, len(literal))
		}
		if i := strings.IndexFunc(literal, func(r rune) bool { return r < 0x20 || r > 0x7e }); i >= 0 {
			t.Fatalf("Filter(%q) = %q is not printable", value, literal)
		}
		if back, err := strconv.Unquote(literal); utf8.ValidString(value) && (err != nil || back != value) {
			t.Fatalf("Filter(%q) = %s reads as %q, %v", value, literal, back, err)
		}
	})
}

// literalEnd returns where a reader that knows only quotes and backslashes sees
// the end of the literal that begins at 0.
func literalEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}
