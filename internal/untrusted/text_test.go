package untrusted_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func TestEscape(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"plain":                   {"bash -i", "bash -i"},
		"umlaut and kanji":        {"grün 漢字", "grün 漢字"},
		"escape sequence":         {"\x1b[2J", `\x1b[2J`},
		"clipboard":               {"\x1b]52;c;eA==\a", `\x1b]52;c;eA==\a`},
		"C1 control sequence":     {"\u009b31m", `\u009b31m`},
		"raw byte 0x9b":           {"\x9b31m", `\x9b31m`},
		"carriage return":         {"good\rbad", `good\rbad`},
		"backspace and delete":    {"a\b\x7f", `a\b\x7f`},
		"newline and tab":         {"a\n\tb", `a\n\tb`},
		"vertical tab, form feed": {"\v\f", `\v\f`},
		"bidi override":           {"exe\u202egpj", `exe\u202egpj`},
		"zero width":              {"a\u200bb", `a\u200bb`},
		"line separator":          {"a\u2028b", `a\u2028b`},
		"tag letters":             {"a\U000e0041", `a\U000e0041`},
		"hangul filler":           {"a\u3164b\u115f", `a\u3164b\u115f`},
		"braille blank":           {"\u2800", `\u2800`},
		"variation selector":      {"a\ufe0f", `a\ufe0f`},
		"no-break space":          {"a\u00a0b", `a\u00a0b`},
		"backslash":               {`C:\x1b`, `C:\\x1b`},
		"replacement character":   {"\ufffd", `\ufffd`},
		"combining mark":          {"e\u0301", "e\u0301"},
		"mark without a letter":   {"\u0301", `\u0301`},
		"tower of marks":          {"a" + strings.Repeat("\u0301", 5), "a\u0301\u0301\u0301" + `\u0301\u0301`},
		"cut rune":                {"\xe6\xbc", `\xe6\xbc`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := untrusted.From(tt.in).String(); got != tt.want {
				t.Errorf("String() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEveryVerbEscapes(t *testing.T) {
	hostile := untrusted.From("\x1b[31m")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%10s", "%-10v"} {
		if got := fmt.Sprintf(verb, hostile); strings.ContainsRune(got, 0x1b) || !strings.Contains(got, `\x1b[31m`) {
			t.Errorf("%s printed %q", verb, got)
		}
	}
}

func TestJSONIsExactAndHarmless(t *testing.T) {
	in := "\x1b[2J \u202e \u009b \U000e0041 <b>&\u2028 漢 \" \\ \x7f"
	encoded, err := json.Marshal(untrusted.From(in))
	if err != nil {
		t.Fatal(err)
	}
	var out untrusted.Text
	if err := json.Unmarshal(encoded, &out); err != nil {
		t.Fatal(err)
	}
	if out.Raw() != in {
		t.Errorf("round trip gave %q, want %q", out.Raw(), in)
	}
	for _, r := range string(encoded) {
		if r != '\\' && untrusted.Escape(string(r)) != string(r) {
			t.Errorf("%U stands in the JSON as it is", r)
		}
	}
}

func TestBase64OnlyForBrokenText(t *testing.T) {
	if _, ok := untrusted.From("漢").Base64(); ok {
		t.Error("valid text has a base64 sibling")
	}
	if got, ok := untrusted.From("a\xff").Base64(); !ok || got != "Yf8=" {
		t.Errorf("Base64() = %q, %v, want Yf8=, true", got, ok)
	}
}

func TestLines(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []string
	}{
		"nothing":             {"", nil},
		"one line":            {"id", []string{"id"}},
		"last newline":        {"id\nuname\n", []string{"id", "uname"}},
		"empty line":          {"\n", []string{""}},
		"carriage return":     {"id\r\nw", []string{`id\r`, "w"}},
		"empty line in there": {"a\n\nb", []string{"a", "", "b"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			lines := untrusted.From(tt.in).Lines()
			if len(lines) != len(tt.want) {
				t.Fatalf("%d lines, want %d", len(lines), len(tt.want))
			}
			for i, line := range lines {
				if line.String() != tt.want[i] {
					t.Errorf("line %d is %q, want %q", i, line, tt.want[i])
				}
			}
		})
	}
}

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "a\x1b]8;;", "\u009b", "\xff\xfe", "\\", "\u3164\u0301\u0301", "\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := untrusted.From(in).String()
		if !utf8.ValidString(out) {
			t.Fatalf("%q gave invalid UTF-8", in)
		}
		for _, r := range out {
			if r < 0x20 || r >= 0x7f && r < 0xa1 || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0xe0000 {
				t.Fatalf("%q leaves %U", in, r)
			}
		}
		encoded, err := json.Marshal(untrusted.From(in))
		if err != nil {
			t.Fatal(err)
		}
		var back untrusted.Text
		if err := json.Unmarshal(encoded, &back); err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		if utf8.ValidString(in) && back.Raw() != in {
			t.Fatalf("JSON round trip of %q gave %q", in, back.Raw())
		}
	})
}
