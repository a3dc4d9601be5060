package render

import (
	"strings"
	"unicode"
)

// apart takes the punctuation of a sentence off a word.
func apart(word string) (before, core, after string) {
	core = strings.TrimLeft(word, "(“")
	before = word[:len(word)-len(core)]
	marks := ",.;:)”"
	if strings.Contains(core, "(") {
		marks = ",.;:”" // the bracket is the word's own
	}
	trimmed := strings.TrimRight(core, marks)
	if trimmed == "" {
		return "", word, ""
	}
	return before, trimmed, core[len(trimmed):]
}

// harmless reports whether a word can stand in a sentence as it is.
func harmless(before, core, after string, first bool) bool {
	if number(core) {
		// A longer one may be read as a commit, and "1." as an item.
		return len(core) < commitLength && (!first || before != "" || after == "" || after == ",")
	}
	if core == "-" {
		return !first && before+after == ""
	}
	return letters(core, after) && !commit(core) && !strings.EqualFold(core, "www") // of which an address is made
}

func number(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }

// commitLength is the shortest id of a commit that trackers look for.
const commitLength = 7

func commit(s string) bool {
	return len(s) >= commitLength && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

// letters reports whether s consists of letters, or of signs outside of ASCII, of
// which Markdown knows none. Within it an apostrophe, a hyphen or an ampersand may
// stand; an ampersand before a semicolon would be a reference to a character. A
// word such as sha256 counts too, and one such as T1059 or SHA-256 does not, since
// trackers call their own things so.
func letters(s, after string) bool {
	if strings.Contains(s, "&") && strings.HasPrefix(after, ";") {
		return false
	}
	inWord := false
	for _, r := range withoutVersion(s) {
		linking := inWord && (r == '\'' || r == '-' || r == '&')
		inWord = r > unicode.MaxASCII || unicode.IsLetter(r)
		if !inWord && !linking {
			return false
		}
	}
	return inWord
}

// withoutVersion takes up to three digits off a word of small letters.
func withoutVersion(s string) string {
	const most = 3
	word := strings.TrimRight(s, "0123456789")
	if word == "" || len(s)-len(word) > most || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
		return s
	}
	return word
}
