package render

import (
	"fmt"
	"strings"
)

// inline writes a sentence for a line of Markdown; first says that it begins one.
func inline(s string, first bool) string {
	var b strings.Builder
	for _, p := range pieces(s, first) {
		if p.name {
			b.WriteString(codeSpan(p.text))
			continue
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// codeSpan sets text as code, in which only a row of as many backticks as it began
// with means anything (CommonMark 0.31, 6.1). A blank at both ends is taken off by
// the reader, so that a text that begins or ends with a backtick gets them.
func codeSpan(s string) string {
	marks := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return marks + s + marks
}

// inlineWords writes spans in their looks. Blanks at the ends of a span go outside
// of its marks, where Markdown wants them.
func inlineWords(spans words) string {
	var b strings.Builder
	for _, one := range spans {
		body := strings.Trim(one.text, " ")
		if body == "" {
			b.WriteString(blank(one.text))
			continue
		}
		before, after, _ := strings.Cut(one.text, body)
		b.WriteString(blank(before) + marked(one, sentence(one, body, b.Len() == 0)) + blank(after))
	}
	return strings.TrimSpace(b.String())
}

func blank(s string) string { return either(s == "", "", " ") }

// sentence writes a span without its look.
func sentence(one span, body string, first bool) string {
	if one.look == asName {
		return codeSpan(body)
	}
	return inline(body, first)
}

func marked(one span, body string) string {
	if one.page != "" && knownPage(one.page) {
		body = "[" + body + "](<" + destination(one.page) + ">)"
	}
	switch one.look {
	case asStrong, asAlarm, asWarn, asGood:
		return "**" + body + "**"
	case asPlain, asName, asFaint:
	}
	return body
}

// destination writes an address so that nothing of it ends the link or is read as
// a reference to a character.
func destination(address string) string {
	var b strings.Builder
	for i := range len(address) {
		switch c := address[i]; {
		case c == '&':
			b.WriteString("&amp;")
		case c <= ' ' || c >= 0x7f || strings.IndexByte("<>()[]\\\"'`*_|{}^", c) >= 0 && c != '_':
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// longestRun counts the longest row of one sign.
func longestRun(s string, sign byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		run++
		if s[i] != sign {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
