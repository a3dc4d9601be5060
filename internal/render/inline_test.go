package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInline shows what stays in a sentence and what becomes code.
func TestInline(t *testing.T) {
	tests := map[string]string{
		"plain words stay, (so) do 30 of them.":     "plain words stay, (so) do 30 of them.",
		"/usr/bin/bash (pid 30) holds 192.0.2.1:44": "`/usr/bin/bash` (pid 30) holds `192.0.2.1:44`",
		"since 2026-03-01T05:06:07Z, before":        "since `2026-03-01T05:06:07Z`, before",
		"at 2026-03-01 05:06:07 UTC":                "at `2026-03-01 05:06:07` UTC",
		"@admin see #12":                            "`@admin` see `#12`",
		"a `b` c":                                   "a `` `b` `` c",
		"the pod has no container \"a b\", no":      "the pod has no container `\"a b\"`, no",
		"an \"open quote":                           "an `\"open` quote",
		"1. one":                                    "`1`. one",
		"step 1: one":                               "step 1: one",
		"- one":                                     "`-` one",
		"keep - it":                                 "keep - it",
		"f(x) is f(x)":                              "`f(x)` is `f(x)`",
		"AT&T and ATT&CK's, but &lt; is not":        "AT&T and ATT&CK's, but `&lt`; is not",
		"commit 1234567 or deadbeef, not 123456":    "commit `1234567` or `deadbeef`, not 123456",
		"sha256 v2 stay; SHA-256 and T1059 do not":  "sha256 v2 stay; `SHA-256` and `T1059` do not",
		"see www. for more, (WWW.)":                 "see `www`. for more, (`WWW`.)",
		"日本語 stays":                                 "日本語 stays",
	}
	for in, want := range tests {
		if got := inline(in, true); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestFenceIsLongerThanWhatItHolds(t *testing.T) {
	for text, want := range map[string]string{
		"plain":            "```sh\nplain\n```\n",
		"a ``` b":          "````sh\na ``` b\n````\n",
		"`````\n# title\n": "``````sh\n`````\n# title\n``````\n",
	} {
		var m markdown
		m.fence(shell, text)
		if got := m.out.String(); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestDestinationEndsNoLink(t *testing.T) {
	got := destination("https://cloud.google.com/a(b)<c>?d=1&copy=2&lt;`[e]*\\ \u00e9")
	want := "https://cloud.google.com/a%28b%29%3Cc%3E?d=1&amp;copy=2&amp;lt;%60%5Be%5D%2A%5C%20%C3%A9"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestColumns holds widths as a terminal draws them (measured with tmux 3.3a), or
// wider where terminals disagree.
func TestColumns(t *testing.T) {
	tests := map[string]int{
		"plain": 5, "日本語": 6, "한국": 4, "e\u0301": 1, "ｱﾞ": 2, "👍": 2, "🇩🇪": 2, "🇩🇪🇫🇷": 4,
		"कि": 2, "กำ": 2, "\u2192\u00b7\u25cf": 3, "ａ": 2,
		"👍🏽": 4, "🇦": 2, "\u302e": 2, // less in some
		"\x1b[1mbold\x1b[0m": 4, "\x1b]8;;https://cloud.google.com\x1b\\link\x1b]8;;\x1b\\": 4,
	}
	for in, want := range tests {
		if got := measure(in); got != want {
			t.Errorf("%q takes %d columns, want %d", in, got, want)
		}
	}
}

func TestWrapClosesStylesAtTheEndOfALine(t *testing.T) {
	got := wrap("\x1b[1mone two\x1b[0m three-four e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 8)
	want := []string{"\x1b[1mone two\x1b[0m", "three-fo", "ur", strings.Repeat("e\u0301", 8), "e\u0301"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = wrap("\x1b]8;;https://cloud.google.com\x1b\\one two\x1b]8;;\x1b\\", 4)
	link, end := "\x1b]8;;https://cloud.google.com\x1b\\", "\x1b]8;;\x1b\\"
	if diff := cmp.Diff([]string{link + "one" + end, link + "two" + end}, got); diff != "" {
		t.Error(diff)
	}
	if got := cut("\x1b[1mone two\x1b[0m", 5); got != "\x1b[1mone …\x1b[0m" {
		t.Errorf("cut to %q", got)
	}
}
