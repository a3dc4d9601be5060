package render

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// guard is the last look at styled output: our own colours and our own links get
// through, every other control character is escaped. It should never find work;
// it is there for the day on which a new line of code forgets to escape.
func guard(styled string) string {
	if !strings.ContainsFunc(styled, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f }) {
		return styled
	}
	ours := regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\]8;;[[:graph:]]*\x1b\\`)
	var b strings.Builder
	for {
		at := ours.FindStringIndex(styled)
		if at == nil {
			b.WriteString(inert(styled))
			return b.String()
		}
		b.WriteString(inert(styled[:at[0]]))
		b.WriteString(allowed(styled[at[0]:at[1]]))
		styled = styled[at[1]:]
	}
}

// allowed lets a colour or a link to a known host through.
func allowed(sequence string) string {
	target, isLink := strings.CutPrefix(sequence, "\x1b]8;;")
	if !isLink || knownPage(strings.TrimSuffix(target, "\x1b\\")) {
		return sequence
	}
	return untrusted.Escape(sequence)
}

// inert escapes what is left of control characters; newlines are the layout's own
// and text was escaped before, so that its backslashes must stay single here.
func inert(s string) string {
	var b strings.Builder
	for line := range strings.SplitAfterSeq(s, "\n") {
		body, newline := strings.CutSuffix(line, "\n")
		for i, part := range strings.Split(body, `\`) {
			if i > 0 {
				b.WriteByte('\\')
			}
			b.WriteString(untrusted.Escape(part))
		}
		if newline {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// knownPage reports whether an address may become a link: https, and one of the
// hosts that the report itself links to. The empty address ends a link.
func knownPage(address string) bool {
	if address == "" {
		return true
	}
	page, err := url.Parse(address)
	if err != nil || page.Scheme != "https" || page.User != nil {
		return false
	}
	switch page.Host {
	case "console.cloud.google.com", "cloud.google.com", "attack.mitre.org", "www.virustotal.com":
		return true
	}
	return false
}
