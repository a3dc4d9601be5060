package wellformed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// addresses are the pages that a report leads to, in one spelling.
func addresses(r report.Report) map[string]bool {
	pages := map[string]bool{}
	for _, link := range r.Links {
		pages[spelled(link.URL)] = true
	}
	for _, entry := range append(append([]report.Entry{r.Attack.Tactic}, r.Attack.OtherTactics...), r.Attack.Techniques...) {
		pages[spelled(entry.URL)] = true
	}
	delete(pages, "")
	return pages
}

// whole returns an error where a page lacks a command or a line of evidence of its
// report, or where its headings are none of a report's.
func whole(r report.Report, headings, blocks, lines []string) error {
	if !ordered(headings) {
		return fmt.Errorf("the headings are %q", headings)
	}
	for _, command := range Pasted(r) {
		if !slices.Contains(blocks, command) {
			return fmt.Errorf("no block holds %q", command)
		}
	}
	for _, line := range evidence(r) {
		if line != "" && !slices.Contains(lines, line) {
			return fmt.Errorf("no line says %q", line)
		}
	}
	return nil
}

// ordered reports whether headings are the playbook's steps, in their order, and
// then parts without a number.
func ordered(headings []string) bool {
	number := 0
	for _, heading := range headings {
		first, title, numbered := strings.Cut(heading, " ")
		if numbered {
			number++
		} else {
			title = heading
		}
		if numbered && strings.TrimSuffix(first, ".") != strconv.Itoa(number) || strings.Trim(title, letters+"& ") != "" {
			return false
		}
	}
	return true
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// evidence is what the verdict rests on, as a reader sees it.
func evidence(r report.Report) []string {
	var lines []string
	if !slices.ContainsFunc(r.Steps, func(s report.Step) bool { return s.Step == report.StepContainer }) {
		return nil // there is no container to give any
	}
	for _, line := range r.Verdict.Evidence {
		if shown := line.String(); !strings.Contains(shown, "    ") { // longer rows of blanks are counted
			lines = append(lines, oneBlank(shown))
		}
	}
	return lines
}

// oneBlank takes a row of blanks for one, as readers of Markdown and HTML do.
func oneBlank(s string) string { return strings.Join(strings.Fields(s), " ") }

// spelled writes the signs of an address that may stand for themselves or as their
// codes by their codes.
func spelled(address string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", "'", "%27", "*", "%2A", "[", "%5B", "]", "%5D", "|", "%7C").Replace(address)
}
