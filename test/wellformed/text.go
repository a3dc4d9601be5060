// Package wellformed tells of an output whether it is what its form promises,
// whatever was in the finding: nothing that acts on a terminal, no line that goes on
// at the left edge, no markup that is not the report's own. It reads the outputs
// with other parsers than those who wrote them.
package wellformed

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// styles are the colours and links that a terminal may get.
func styles() *regexp.Regexp {
	return regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\]8;;(?:https://(?:console\.cloud\.google\.com|cloud\.google\.com|attack\.mitre\.org|www\.virustotal\.com)/[[:graph:]]*)?\x1b\\`)
}

// Plain returns an error for the first rune of an output that does not print as
// itself; colours and links to known pages are ours.
func Plain(out string) error {
	if !utf8.ValidString(out) {
		return fmt.Errorf("not UTF-8")
	}
	if !strings.HasSuffix(out, "\n") && out != "" {
		return fmt.Errorf("the last line has no end")
	}
	plain := styles().ReplaceAllString(out, "")
	for i, r := range plain {
		if r != '\n' && (!unicode.IsPrint(r) || r == utf8.RuneError || ignorable(r)) {
			return fmt.Errorf("%U gets through in %q", r, plain[max(i-30, 0):min(i+30, len(plain))])
		}
	}
	return nil
}

// ignorable are runes that Unicode counts as letters and shows as nothing.
func ignorable(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) || r == 0x2800 || r == 0x034f
}

// Lines returns an error for the first line that is wider than the page and is
// none of those that are meant for pasting.
func Lines(out string, width int, r report.Report) error {
	pasted, ours := verbatim(r), styles()
	for line := range strings.Lines(out) {
		line = strings.TrimRight(ours.ReplaceAllString(line, ""), "\n")
		if columns := widest(line); columns > width && !pasted[strings.TrimSpace(line)] {
			return fmt.Errorf("%d columns of %d: %q", columns, width, line)
		}
	}
	return nil
}

// widest is how wide a terminal may draw a line: vowel signs and skin tones take a
// column or two on some.
func widest(line string) int {
	columns := 0
	for _, r := range line {
		switch {
		case unicode.Is(unicode.Sk, r) && r > 0xffff:
			columns += 2
		case unicode.Is(unicode.Mc, r):
			columns++
		case r < 0x1f1e6 || r > 0x1f1ff:
			columns += ansi.StringWidth(string(r))
		}
	}
	return max(columns, ansi.StringWidth(line))
}

// verbatim is every line that the report wants pasted.
func verbatim(r report.Report) map[string]bool {
	lines := map[string]bool{}
	add := func(s string) {
		for line := range strings.SplitSeq(s, "\n") {
			lines[strings.TrimSpace(line)] = true
		}
	}
	for _, s := range Pasted(r) {
		add(s)
	}
	for _, gap := range r.Gaps {
		add("→ " + gap.Fix)
	}
	for _, link := range r.Links {
		add(link.URL)
	}
	return lines
}

// Pasted is every command and query of a report, those too that a later version adds.
func Pasted(r report.Report) []string {
	var all []string
	for _, group := range []reflect.Value{reflect.ValueOf(r.Commands), reflect.ValueOf(r.LogQueries)} {
		for i := range group.NumField() {
			all = append(all, group.Field(i).String())
		}
	}
	for _, action := range slices.Concat(r.Next, r.Response) {
		all = append(all, action.Command)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}
