package screen_test

import (
	"bytes"
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-threat/kubectl-threat/internal/screen"
)

// harmless is written down apart from the filter: all that may reach a terminal.
func harmless() *regexp.Regexp {
	const modes = `(?:1|5|6|7|12|25|47|1047|1048|1049|2004)`
	return regexp.MustCompile(`^(?:[\x07-\x0d\x20-\x7e]|[^\x00-\x{9f}\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{e0000}-\x{e007f}]` +
		`|\x1b[78=>DEM]|\x1b\([B0]` +
		`|\x1b\[[0-9;:]*m|\x1b\[[0-9]{0,4}(?:;[0-9]{0,4})?[@A-DEFGHILMPSTXZabdefr` + "`" + `]` +
		`|\x1b\[(?:0*[0-2]?;?)*[JK]|\x1b\[[su]|\x1b\[0{0,3}4[hl]|\x1b\[0*[0-6]? q|\x1b\[!p` +
		`|\x1b\[\?` + modes + `(?:;` + modes + `)*[hl])*$`)
}

// FuzzFilter checks that nothing but the harmless comes out of anything, that it
// does not matter how the input was cut, and that a second filter would find
// nothing more.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"", "plain\r\n", "\x1b[1;31mred\x1b[0m", "\x1b]52;c;cm0gLXJm\a", "\x1b]0;t\x1b\\x", "\x1bP$qm\x1b\\", "\x1b[?1000;25h",
		"\xe2\x82\xac\xe2\x1b[m\xc2\x9b31m", "\x1b[c\x1b[6n\x05\x0e", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "\x1bc\x1b(0q\x1b(B",
		"\u202eabc\U000e0041", "\x1b[38:2::1:2:3m\x1b[ q\x1b[!p\x1b[3J", "\x1b\x1b[\x1b]\x18\x1b\x9c", "\x1b[31\nm\x1b]52;\r\n",
	} {
		f.Add([]byte(seed), uint8(3))
	}
	allowed := harmless()
	f.Fuzz(func(t *testing.T, data []byte, size uint8) {
		whole := through(t, data, len(data))
		if !utf8.Valid(whole) || !allowed.Match(whole) {
			t.Errorf("of %q came %q", data, whole)
		}
		if got := through(t, data, int(size)+1); !bytes.Equal(got, whole) {
			t.Errorf("in pieces of %d: %q, in one: %q", int(size)+1, got, whole)
		}
		if again := through(t, whole, len(whole)); !bytes.Equal(again, whole) {
			t.Errorf("filtered twice: %q, once: %q", again, whole)
		}
		wantNoStrings(t, whole)
	})
}

func through(t *testing.T, data []byte, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	filter := screen.New(&out, false)
	for len(data) > 0 {
		n := min(max(size, 1), len(data))
		if _, err := filter.Write(data[:n]); err != nil {
			t.Fatal(err)
		}
		data = data[n:]
	}
	if err := filter.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wantNoStrings asks a parser of another hand.
func wantNoStrings(t *testing.T, out []byte) {
	t.Helper()
	complain := func(kind string, data []byte) { t.Errorf("a parser sees %s %q in %q", kind, data, out) }
	parser := ansi.NewParser()
	parser.SetHandler(ansi.Handler{
		HandleOsc: func(_ int, data []byte) { complain("OSC", data) },
		HandleDcs: func(_ ansi.Cmd, _ ansi.Params, data []byte) { complain("DCS", data) },
		HandleApc: func(data []byte) { complain("APC", data) },
		HandlePm:  func(data []byte) { complain("PM", data) },
		HandleSos: func(data []byte) { complain("SOS", data) },
		HandleCsi: func(cmd ansi.Cmd, _ ansi.Params) {
			if bytes.IndexByte([]byte("cntxiy"), cmd.Final()) >= 0 {
				complain("CSI", []byte{cmd.Final()})
			}
		},
	})
	for _, b := range out {
		parser.Advance(b)
	}
}
