package render

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// words is a run of text in several looks.
type words []span

// span is text in one look; page, where it is set, is the address that it leads to.
type span struct {
	text string
	look look
	page string
}

// look is how a span is set off; no look carries a meaning alone.
type look int

const (
	asPlain look = iota
	asName       // a value as it came, which is no sentence
	asStrong
	asFaint
	asAlarm
	asWarn
	asGood
)

// plain is a sentence or a part of one: names that stand in it are found by form.
func plain(s string) words { return in(asPlain, s) }

// named is a value as it came, which may look like a sentence and is none.
func named(s string) words { return in(asName, s) }

func strong(s string) words { return in(asStrong, s) }
func faint(s string) words  { return in(asFaint, s) }
func warn(s string) words   { return in(asWarn, s) }

func in(l look, s string) words {
	if s == "" {
		return nil
	}
	return words{{text: s, look: l}}
}

// labelled is a value behind what it is; nothing where there is no value.
func labelled(label string, t untrusted.Text) words {
	if t.IsZero() {
		return nil
	}
	return append(plain(label+" "), named(esc(t))...)
}

// dotted joins what is there by middle dots.
func dotted(parts ...words) words {
	var joined words
	for _, part := range parts {
		if len(part) > 0 && joined != nil {
			joined = append(joined, plain(" · ")...)
		}
		joined = append(joined, part...)
	}
	return joined
}

// dots is dotted for plain strings.
func dots(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, " · ")
}
