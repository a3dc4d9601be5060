package screen_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/screen"
)

// filtered returns what reaches the terminal of the pieces written one by one.
func filtered(t *testing.T, pieces ...string) (string, *screen.Filter) {
	t.Helper()
	var out bytes.Buffer
	filter := screen.New(&out, false)
	for _, piece := range pieces {
		if n, err := filter.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Fatalf("wrote %d of %d bytes: %v", n, len(piece), err)
		}
	}
	if err := filter.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String(), filter
}

// What programs draw with gets through as it is.
func TestLetThrough(t *testing.T) {
	tests := map[string]string{
		"text":               "total 4\r\n\tpièce 日本語 🧑‍🚒 e\u0301\a\b\v\f",
		"colours":            "\x1b[m\x1b[1;31mred\x1b[38;5;208;48;2;1;2;3mx\x1b[4:3;58:2::255:0:0mu\x1b[0m",
		"cursor":             "\x1b[A\x1b[2B\x1b[3C\x1b[4D\x1b[5E\x1b[6F\x1b[7G\x1b[8;9H\x1b[H\x1b[2I\x1b[Z\x1b[3`\x1b[3a\x1b[4d\x1b[5e\x1b[6;7f",
		"erase and scroll":   "\x1b[J\x1b[1J\x1b[2J\x1b[K\x1b[1K\x1b[2K\x1b[2X\x1b[P\x1b[@\x1b[L\x1b[M\x1b[3S\x1b[2T\x1b[5b",
		"region and places":  "\x1b[2;23r\x1b[r\x1b7\x1b8\x1b[s\x1b[u\x1bD\x1bE\x1bM",
		"full-screen":        "\x1b[?1049h\x1b[?1h\x1b=\x1b[?7l\x1b[?25l\x1b[?12;25h\x1b[4h\x1b[4l\x1b[?2004h\x1b[!p\x1b>\x1b[?1l\x1b[?1049l",
		"line drawing":       "\x1b(0lqqk\x1b(B",
		"cursor style":       "\x1b[2 q\x1b[ q",
		"top's first screen": "\x1b[?1h\x1b=\x1b[?25l\x1b[H\x1b[2J\x1b(B\x1b[mtop - 12:00:00\x1b(B\x1b[m\x1b[39;49m\x1b(B\x1b[m\x1b[K\n",
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			out, filter := filtered(t, in)
			if out != in {
				t.Errorf("out\n%q\nwant\n%q", out, in)
			}
			if refused := filter.Refused(); len(refused) > 0 {
				t.Errorf("refused %v", refused)
			}
		})
	}
}

// Everything else stays behind, and what no ordinary program writes is shown.
func TestRefused(t *testing.T) {
	const bel, st = "\a", "\x1b\\"
	tests := map[string]struct {
		in, want string
		kind     screen.Kind
	}{
		"clipboard":                 {"\x1b]52;c;cm0gLXJm" + bel, `\x1b]52;c;cm0gLXJm\a`, screen.Clipboard},
		"clipboard with ST":         {"\x1b]52;c;cm0gLXJm" + st, `\x1b]52;c;cm0gLXJm\x1b\\`, screen.Clipboard},
		"title":                     {"\x1b]0;root@pod" + bel, "", screen.Title},
		"title of screen":           {"\x1bktitle" + st, "", screen.Title},
		"link":                      {"\x1b]8;;https://evil.example/" + st, "", screen.Link},
		"notification":              {"\x1b]9;look" + bel, `\x1b]9;look\a`, screen.Notification},
		"palette":                   {"\x1b]4;1;rgb:00/00/00" + bel, "", screen.Palette},
		"colour query":              {"\x1b]11;?" + bel, "", screen.Query},
		"working directory":         {"\x1b]7;file://host/tmp" + bel, "", screen.Shell},
		"iTerm2 file":               {"\x1b]1337;File=name=eA==:eA==" + bel, `\x1b]1337;File=name=eA==:eA==\a`, screen.OtherString},
		"OSC without a number":      {"\x1b]xyz" + bel, `\x1b]xyz\a`, screen.OtherString},
		"DECRQSS":                   {"\x1bP$qm" + st, "", screen.Query},
		"XTGETTCAP":                 {"\x1bP+q544e" + st, "", screen.Query},
		"tmux passthrough":          {"\x1bPtmux;x" + st, `\x1bPtmux;x\x1b\\`, screen.OtherString},
		"sixel":                     {"\x1bPq#0~~" + st, `\x1bPq#0~~\x1b\\`, screen.OtherString},
		"APC":                       {"\x1b_Ga=T;eA==" + st, `\x1b_Ga=T;eA==\x1b\\`, screen.OtherString},
		"PM":                        {"\x1b^x" + st, `\x1b^x\x1b\\`, screen.OtherString},
		"SOS":                       {"\x1bXx" + st, `\x1bXx\x1b\\`, screen.OtherString},
		"BEL ends no DCS":           {"\x1bPq\ax" + st, `\x1bPq\ax\x1b\\`, screen.OtherString},
		"device attributes":         {"\x1b[c", "", screen.Query},
		"secondary attributes":      {"\x1b[>0c", "", screen.Query},
		"cursor position":           {"\x1b[6n", "", screen.Query},
		"DECRQM":                    {"\x1b[?2026$p", "", screen.Query},
		"XTVERSION":                 {"\x1b[>q", "", screen.Query},
		"DECREQTPARM":               {"\x1b[x", "", screen.Query},
		"DECID":                     {"\x1bZ", "", screen.Query},
		"answerback":                {"\x05", "", screen.Query},
		"title report":              {"\x1b[21t", "", screen.Window},
		"window size":               {"\x1b[8;500;500t", "", screen.Window},
		"print":                     {"\x1b[5i", `\x1b[5i`, screen.Printing},
		"scrollback":                {"\x1b[3J", "", screen.Scrollback},
		"full reset":                {"\x1bc", "\x1b[!p\x1b[m\x1b[H\x1b[2J", screen.Scrollback},
		"mouse":                     {"\x1b[?1006;1000h", "", screen.Mouse},
		"focus":                     {"\x1b[?1004h", "", screen.Mouse},
		"kitty keyboard":            {"\x1b[>1u", "", screen.Keyboard},
		"modifyOtherKeys":           {"\x1b[>4;2m", "", screen.Keyboard},
		"meta key":                  {"\x1b[?1034h", "", screen.Keyboard},
		"keyboard lock":             {"\x1b[2h", "", screen.Mode},
		"VT52 mode":                 {"\x1b[?2l", "", screen.Mode},
		"132 columns":               {"\x1b[?3h", "", screen.Mode},
		"saved modes":               {"\x1b[?1000s", "", screen.Mode},
		"shift out":                 {"\x0e", "", screen.Control},
		"locking shift":             {"\x1bn", "", screen.Charset},
		"G1":                        {"\x1b)0", "", screen.Charset},
		"another coding":            {"\x1b%@", "", screen.Charset},
		"8-bit answers":             {"\x1b G", "", screen.Charset},
		"double height":             {"\x1b#3", "", screen.Other},
		"C1 in UTF-8":               {"\u009b31m", `\u009b31m`, screen.C1},
		"C1 string in UTF-8":        {"\u009d52;c;eA==", `\u009d52;c;eA==`, screen.C1},
		"C1 in one byte":            {"\x9b31m", "\ufffd31m", ""},
		"no UTF-8":                  {"a\xe9b\xff\xc3(", "a\ufffdb\ufffd\ufffd(", ""},
		"turned around":             {"gpj.\u202eexe", `gpj.\u202eexe`, screen.Hidden},
		"a tag":                     {"a\U000e0041", `a\U000e0041`, screen.Hidden},
		"mouse beside the cursor":   {"\x1b[?1000;25h", "\x1b[?25h", screen.Mouse},
		"huge number":               {"\x1b[99999999b", "", screen.Malformed},
		"signed number":             {"\x1b[-1A", "", screen.Malformed},
		"intermediate in front":     {"\x1b[1 2q", "", screen.Malformed},
		"cut by a newline":          {"\x1b[31\nm", "\nm", screen.Malformed},
		"cut by CAN":                {"\x1b[31\x18m", "m", screen.Malformed},
		"cut by another":            {"\x1b[3\x1b[1m", "\x1b[1m", screen.Malformed},
		"escape twice":              {"\x1b\x1b[1m", "\x1b[1m", screen.Malformed},
		"UTF-8 within":              {"\x1b[3ém", "ém", screen.Malformed},
		"escape at the end":         {"x\x1b", "x", screen.Malformed},
		"parameters at the end":     {"x\x1b[31", "x", screen.Malformed},
		"half a rune at the end":    {"x\xe2\x82", "x\ufffd\ufffd", ""},
		"a rune hides no escape":    {"\xe2\x1b]52;c;x\a", "\ufffd" + `\x1b]52;c;x\a`, screen.Clipboard},
		"halves are not joined":     {"\x1b\x1b]0;x\a[31m", "[31m", screen.Malformed},
		"OSC that a line ends":      {"\x1b]52;c;x\r\n$ ", `\x1b]52;c;x` + "\r\n$ ", screen.Clipboard},
		"OSC that a sequence ends":  {"\x1b]0;x\x1b[1m", "\x1b[1m", screen.Title},
		"OSC without an end":        {"\x1b]52;c;x", `\x1b]52;c;x`, screen.Clipboard},
		"OSC with half an end":      {"\x1b]52;c;x\x1b", `\x1b]52;c;x`, screen.Clipboard},
		"OSC that ends in one byte": {"\x1b]0;x\x9cy\a", "", screen.Title},
		"SGR in vain":               {"\x1b[" + strings.Repeat("1;", 100) + "m", strings.Repeat("1;", 37) + "m", screen.Malformed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out, filter := filtered(t, tt.in)
			if out != tt.want {
				t.Errorf("out\n%q\nwant\n%q", out, tt.want)
			}
			refused := filter.Refused()
			if tt.kind == "" && len(refused) > 0 || tt.kind != "" && (len(refused) == 0 || refused[0].Kind != tt.kind) {
				t.Errorf("refused %v, want %s", refused, tt.kind)
			}
		})
	}
}

// A string without an end swallows a bounded part of the output and of memory.
func TestEndlessString(t *testing.T) {
	out, _ := filtered(t, "\x1b]52;c;"+strings.Repeat("A", 100_000)+"prompt")
	if !strings.HasPrefix(out, `\x1b]52;c;AAAA`) || !strings.HasSuffix(out, "Aprompt") || len(out) > 40_000 {
		t.Errorf("%d bytes came out: %.80q ... %q", len(out), out, out[len(out)-20:])
	}
	if !strings.Contains(out, "AAA...") {
		t.Error("what is missing is not said to be")
	}
}

// With raw everything gets through and is counted all the same.
func TestRaw(t *testing.T) {
	var out bytes.Buffer
	filter := screen.New(&out, true)
	const in = "\x1b]52;c;x\a\x1b[?1049h\xff"
	if _, err := filter.Write([]byte(in)); err != nil {
		t.Fatal(err)
	}
	if err := filter.Flush(); err != nil || out.String() != in {
		t.Errorf("out %q, error %v, want %q", &out, err, in)
	}
	if diff := cmp.Diff([]screen.Count{{Kind: screen.Clipboard, Times: 1}}, filter.Refused()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if restore := string(filter.Restore()); !strings.HasPrefix(restore, "\x18\x1b\\\x1b[?1049l") {
		t.Errorf("restoring with %q", restore)
	}
}

func TestRestore(t *testing.T) {
	const always = "\x1b(B\x0f\x1b[m\x1b[4l\x1b>\x1b[?1l\x1b[?5l\x1b[?7h\x1b[?25h\x1b[?2004l" +
		"\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
	tests := map[string]struct{ in, want string }{
		"nothing happened":       {"", always},
		"a whole line":           {"exit\r\n", always},
		"a prompt":               {"exit\r\n# ", always + "\r\n"},
		"other screen":           {"\x1b[?1049h~\r\n", "\x1b[?1049l" + always + "\r\n"},
		"other screen, the old":  {"\x1b[?47h\r\n", "\x1b[?47l" + always + "\r\n"},
		"other screen and back":  {"\x1b[?1049h~\x1b[?1049l\r\n", always},
		"region":                 {"\x1b[2;5r\r\n", "\x1b7\x1b[r\x1b8" + always + "\r\n"},
		"region and back":        {"\x1b[2;5r\x1b[r\r\n", always},
		"origin, cursor's style": {"\x1b[?6h\x1b[3 q\r\n", "\x1b[?6l\x1b[0 q" + always + "\r\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, filter := filtered(t, tt.in)
			if got := string(filter.Restore()); got != tt.want {
				t.Errorf("restoring with\n%q\nwant\n%q", got, tt.want)
			}
		})
	}
}

func TestWriteFails(t *testing.T) {
	want := errors.New("the terminal has gone")
	if _, err := screen.New(failing{want}, false).Write([]byte("x")); !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
