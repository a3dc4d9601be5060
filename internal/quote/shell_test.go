package quote_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/quote"
)

func TestShell(t *testing.T) {
	tests := map[string]struct {
		args []string
		want string
	}{
		"plain words": {
			[]string{"kubectl", "exec", "-n", "shop", "cart-0", "--", "/bin/sh"},
			"kubectl exec -n shop cart-0 -- /bin/sh",
		},
		"nothing":              {nil, ""},
		"empty argument":       {[]string{"a", ""}, "a ''"},
		"flag with a value":    {[]string{"a", "--project=example.com:acme"}, "a --project=example.com:acme"},
		"assignment":           {[]string{"A=b", "c=d"}, "'A=b' c=d"},
		"zsh path lookup":      {[]string{"a", "=b"}, "a '=b'"},
		"space and semicolon":  {[]string{"echo", "-oops; rm -rf /"}, "echo '-oops; rm -rf /'"},
		"single quote":         {[]string{"echo", "it's"}, `echo 'it'\''s'`},
		"substitution":         {[]string{"echo", "$(id) `id` ${HOME}"}, "echo '$(id) `id` ${HOME}'"},
		"history and home":     {[]string{"echo", "!!", "~"}, "echo '!!' '~'"},
		"glob and comment":     {[]string{"echo", "*", "#x", "{a,b}"}, "echo '*' '#x' '{a,b}'"},
		"backslash":            {[]string{"echo", `\n`}, `echo '\n'`},
		"newline":              {[]string{"echo", "a\n"}, `eval "$(printf 'echo \047a\012\047')"`},
		"escape sequence":      {[]string{"echo", "\x1b[2J"}, `eval "$(printf 'echo \047\033\1332J\047')"`},
		"percent and bang":     {[]string{"echo", "%s!\t"}, `eval "$(printf 'echo \047\045s\041\011\047')"`},
		"bidi":                 {[]string{"echo", "\u202e"}, `eval "$(printf 'echo \047\342\200\256\047')"`},
		"NUL":                  {[]string{"echo", "a\x00b"}, `echo 'a\0b'`},
		"quote in escape form": {[]string{"a", "'\n"}, `eval "$(printf 'a \047\047\134\047\047\012\047')"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := quote.Shell(tt.args...); got != tt.want {
				t.Errorf("Shell(%q)\n got %s\nwant %s", tt.args, got, tt.want)
			}
			roundTrip(t, tt.args)
		})
	}
}

func FuzzShell(f *testing.F) {
	for _, seed := range []string{"", "a b", "it's", "\n", "a\n\n", "\x1b]52;c;eA==\a", "$(id)", "`", `\`, "%d", "!x", "\xff", "é", "a\x00"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, first, second string) { roundTrip(t, []string{first, second}) })
}

// roundTrip lets a real shell split what Shell wrote.
func roundTrip(t *testing.T, args []string) {
	t.Helper()
	line := quote.Shell(args...)
	for i := range len(line) {
		if line[i] < 0x20 || line[i] > 0x7e {
			t.Fatalf("Shell(%q) holds byte %#x: %q", args, line[i], line)
		}
	}
	const show = `show() { for arg; do printf '%s\0' "$arg"; done; }` + "\n"
	shown, err := exec.CommandContext(t.Context(), "sh", "-c", show+quote.Shell(append([]string{"show"}, args...)...)).CombinedOutput()
	if err != nil {
		t.Fatalf("sh refused %s: %v: %s", line, err, shown)
	}
	var want strings.Builder
	for _, arg := range args {
		want.WriteString(strings.ReplaceAll(arg, "\x00", `\0`) + "\x00")
	}
	if string(shown) != want.String() {
		t.Errorf("sh read %q from %s, want %q", shown, line, want.String())
	}
}

// TestShellAsCommand runs the quoted words in command position, where a bare
// NAME=VALUE would be an assignment.
func TestShellAsCommand(t *testing.T) {
	shells := []string{"sh"}
	for _, more := range []string{"bash", "dash", "busybox"} {
		if _, err := exec.LookPath(more); err == nil {
			shells = append(shells, more)
		}
	}
	for _, shell := range shells {
		argv := []string{shell}
		if shell == "busybox" {
			argv = append(argv, "sh")
		}
		argv = append(argv, "-c", quote.Shell("printf", "%s|", "a=b", "it's", "x\ny\n", "\u202e"))
		got, err := exec.CommandContext(t.Context(), argv[0], argv[1:]...).Output()
		if want := "a=b|it's|x\ny\n|\u202e|"; err != nil || string(got) != want {
			t.Errorf("%s read %q, %v, want %q", shell, got, err, want)
		}
	}
	if !slices.Contains(shells, "sh") {
		t.Error("no shell was asked")
	}
}
