package skim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/skim"
)

func padded(text string) []byte { return append([]byte(text), make([]byte, skim.Pad)...) }

// skips walks over a whole text and reports whether it is one value.
func skips(text string, deepest int) (filled, whole bool) {
	c := skim.NewCursor(padded(text), deepest)
	c.Blank()
	filled, ok := c.Skip(0)
	if ok {
		c.Blank()
	}
	return filled, ok && c.At() == len(text)
}

// texts are JSON and what comes near it.
func texts() []string {
	list := []string{
		`{}`, `[]`, `""`, `null`, `true`, `false`, `0`, `-0`, `12`, `-1.5e+10`, `1E5`, `0.0`, ` {"a" : [ 1 , {} , "x" ] } `,
		`{"a":1,"b":{"c":[[],[null],{"d":""}]}}`, `"\u00e4\n\"\\\/\b\f\r\t"`, "\"\u00e4\u2028\x7f\"", "\"\xff\xfe\"", "\"a\u202eb\"",
		`{"a":"` + strings.Repeat("x", 100) + `"}`, `"1234567"`, `"12345678"`, `"123456789"`, `"1234567\""`, `"12345678\u0041"`,
		``, ` `, `{`, `[`, `"`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `[1,]`, `[,1]`, `[1 2]`, `{"a" 1}`, `{a:1}`, `{1:1}`,
		`{"a":1 "b":2}`, `[1}`, `{"a":1]`, `]`, `}`, `,`, `:`, `tru`, `truE`, `nul`, `nulll`, `01`, `-`, `-a`, `1.`, `.5`, `1e`, `1e+`, `+1`, `0x1`, `1..2`,
		`"\x"`, `"\u12"`, `"\u12g4"`, `"\`, `"\u123`, "\"\x00\"", "\"\x1f\"", "\"tab\t\"", "\"line\n\"", "\"1234567\x01\"", `'a'`, `NaN`, `Infinity`,
		`{"a":1}{"a":1}`, `1 1`, "\x00", "{\x00}", "[1,\x002]", "\ufeff{}", `{"":""}`, `{"a":{}}`, `{"a":[]}`, `{"a":[null]}`, `{"a":null,"b":false}`,
	}
	for _, depth := range []int{99, 100, 101, 127, 128, 500} {
		list = append(list, strings.Repeat("[", depth)+strings.Repeat("]", depth), strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth))
	}
	return list
}

func TestSkipTakesWhatIsJSON(t *testing.T) {
	for _, text := range texts() {
		_, got := skips(text, skim.MaxDepth)
		deep := strings.Count(text, "[") > skim.MaxDepth || strings.Count(text, "{") > skim.MaxDepth
		if want := json.Valid([]byte(text)) && !deep; got != want {
			t.Errorf("%.60q: %v, want %v", text, got, want)
		}
	}
}

func TestSkipTellsWhatIsFilled(t *testing.T) {
	for text, want := range map[string]bool{
		`null`: false, `""`: false, `[]`: false, `{}`: false, `{"a":{"b":null,"c":""},"d":[]}`: false,
		`0`: true, `false`: true, `" "`: true, `[null]`: true, `[{}]`: true, `{"a":{"b":null,"c":"x"}}`: true, `{"a":0,"b":""}`: true,
	} {
		if got, ok := skips(text, skim.MaxDepth); got != want || !ok {
			t.Errorf("%s: filled %v, %v, want %v", text, got, ok, want)
		}
	}
}

func TestSkipCounts(t *testing.T) {
	c := skim.NewCursor(padded(`{"a":[1,"x",null],"b":{}}`), skim.MaxDepth)
	if _, ok := c.Skip(0); !ok || c.Values != 6 {
		t.Errorf("%d values, %v, want 6", c.Values, ok)
	}
}

// FuzzSkip holds that the cursor and the standard library call the same JSON.
func FuzzSkip(f *testing.F) {
	for _, text := range texts() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, got := skips(text, skim.MaxDepth)
		if want := json.Valid([]byte(text)); got != want && strings.Count(text, "[")+strings.Count(text, "{") <= skim.MaxDepth {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	})
}
