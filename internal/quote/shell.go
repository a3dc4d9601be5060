// Package quote writes values into the languages of commands and queries that a
// person pastes: the POSIX shell and the filters of Google Cloud. Each language
// has one function, so that there is one place to check.
package quote

import (
	"strconv"
	"strings"
)

// Shell writes a command line that a POSIX shell splits into exactly args. It
// returns printable ASCII on one line, whatever the arguments hold.
//
// An argument of letters, digits and a few harmless signs stands as it is; any
// other stands in single quotes. Where an argument holds a byte that is no
// printable ASCII, single quotes would put that byte on the terminal; the whole
// line is then written with octal escapes, for printf to decode and eval to
// read: eval "$(printf 'rm -- \047a\012b\047')". Escapes for one argument alone
// would not do, since $(…) strips the newlines at its end.
//
// A NUL byte, which no argument can hold, becomes the two characters \0.
func Shell(args ...string) string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = word(strings.ReplaceAll(arg, "\x00", `\0`), i == 0)
	}
	line := strings.Join(words, " ")
	if printable(line) {
		return line
	}
	return `eval "$(printf '` + octal(line) + `')"`
}

// word quotes one argument; command says that it stands where the shell looks
// for assignments and aliases.
func word(arg string, command bool) string {
	if arg != "" && strings.IndexFunc(arg, special) < 0 && !assigns(arg, command) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

// assigns reports whether a bare word would be read as an assignment (in front
// of a command) or as a path lookup (zsh, where it begins with =).
func assigns(arg string, command bool) bool {
	return strings.HasPrefix(arg, "=") || command && strings.Contains(arg, "=")
}

// special reports whether a shell may give r a meaning of its own.
func special(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return false
	}
	return !strings.ContainsRune("_@%+=:,./-", r)
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// octal writes a format string for printf that stands between single quotes
// which stand between double quotes, where an interactive shell still looks for
// "!" and printf for "%" and "\".
func octal(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := rune(s[i])
		if c == ' ' || c != '%' && !special(c) {
			b.WriteRune(c)
			continue
		}
		digits := strconv.FormatInt(int64(c), 8)
		b.WriteString(`\` + strings.Repeat("0", 3-len(digits)) + digits)
	}
	return b.String()
}
