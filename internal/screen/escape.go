package screen

import "strings"

// cleared stands for a full reset (RIS), which would also erase the scrollback:
// what was seen so far is evidence.
const cleared = "\x1b[!p\x1b[m\x1b[H\x1b[2J"

// escape decides about the escape sequence that is held. What gets through saves
// and restores the cursor, moves it by a line, switches the keypad as full-screen
// programs do, and chooses between ASCII and line drawing.
func (f *Filter) escape() {
	switch sequence := string(f.held[1:]); sequence {
	case "7", "8", "=", ">", "D", "E", "M", "(B", "(0":
		f.pass()
	case "c":
		f.refused[Scrollback]++
		f.out = append(f.out, cleared...)
	case "\\":
		// The end of a string that was refused already.
	case "Z":
		f.refuse(Query)
	default:
		f.refuse(kindOfEscape(sequence))
	}
}

// stringKind names the string that is held by its begin.
func (f *Filter) stringKind() Kind {
	body := string(f.held[2:])
	switch f.held[1] {
	case ']':
		return kindOfOSC(body)
	case 'k':
		return Title
	case 'P':
		// DECRQSS and XTGETTCAP ask; editors do when they start.
		if strings.HasPrefix(body, "$q") || strings.HasPrefix(body, "+q") {
			return Query
		}
	}
	return OtherString
}
