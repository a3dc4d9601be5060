package screen

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// controlSequence decides about the control sequence that is held. What gets
// through is what ECMA-48 and xterm (invisible-island.net/xterm/ctlseqs) define
// for drawing; everything else is refused, known or not.
func (f *Filter) controlSequence() {
	body := f.held[2 : len(f.held)-1]
	final := f.held[len(f.held)-1]
	parameters := bytes.TrimRight(body, " !\"#$%&'()*+,-./")
	intermediates := string(body[len(parameters):])
	private := ""
	if len(parameters) > 0 && parameters[0] >= '<' {
		private, parameters = string(parameters[:1]), parameters[1:]
	}
	numbers, ok := readNumbers(string(parameters), final == 'm')
	if !ok {
		f.refuse(Malformed)
		return
	}
	switch private + intermediates {
	case "":
		f.standard(final, numbers)
	case "?":
		f.private(final, numbers)
	case " ":
		f.cursorStyle(final, numbers)
	case "!":
		f.softReset(final, numbers)
	default:
		f.refuse(kindOfCSI(private, intermediates, final, numbers))
	}
}

// readNumbers reads parameters. A screen has no more than some thousand places,
// so that larger numbers only serve to keep a terminal busy. Colons part the
// components of a colour.
func readNumbers(s string, colons bool) (numbers []int, ok bool) {
	if s == "" {
		return nil, true
	}
	if colons {
		s = strings.ReplaceAll(s, ":", ";")
	}
	for _, digits := range strings.Split(s, ";") {
		n := 0
		if digits != "" {
			var err error
			if n, err = strconv.Atoi(digits); err != nil || len(digits) > 4 || digits[0] < '0' {
				return nil, false
			}
		}
		numbers = append(numbers, n)
	}
	return numbers, true
}

func (f *Filter) standard(final byte, numbers []int) {
	if !draws(final, numbers) {
		f.refuse(kindOfCSI("", "", final, numbers))
		return
	}
	f.far.move(final, numbers)
	f.pass()
}

// draws tells whether a sequence without prefix or intermediates colours, moves the
// cursor or changes what is on the screen.
func draws(final byte, numbers []int) bool {
	switch final {
	case 'm':
		return true
	case 'J', 'K': // from, to and all; the erasure of the scrollback is 3 J
		return !slices.ContainsFunc(numbers, func(n int) bool { return n > 2 })
	case 's', 'u': // with parameters the first sets margins
		return len(numbers) == 0
	case 'h', 'l':
		return slices.Equal(numbers, []int{insertMode})
	}
	return strings.IndexByte("@ABCDEFGHILMPSTXZ`abdefr", final) >= 0 && len(numbers) <= 2
}

// private handles the DEC private modes; of a list those get through that may.
func (f *Filter) private(final byte, numbers []int) {
	if final != 'h' && final != 'l' {
		f.refuse(kindOfCSI("?", "", final, numbers))
		return
	}
	var allowed []string
	for _, mode := range numbers {
		if !slices.Contains(allowedModes(), mode) {
			f.refused[kindOfMode(mode)]++
			continue
		}
		f.far.set(mode, final == 'h')
		allowed = append(allowed, strconv.Itoa(mode))
	}
	f.state = ground
	if len(allowed) > 0 {
		f.out = append(f.out, "\x1b[?"+strings.Join(allowed, ";")+string(final)...)
	}
}

func (f *Filter) cursorStyle(final byte, numbers []int) {
	if final != 'q' || len(numbers) > 1 || len(numbers) == 1 && numbers[0] > 6 {
		f.refuse(Other)
		return
	}
	f.far.style = true
	f.pass()
}

func (f *Filter) softReset(final byte, numbers []int) {
	if final != 'p' || len(numbers) > 0 {
		f.refuse(Other)
		return
	}
	f.pass()
}
