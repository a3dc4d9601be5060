package screen

import (
	"slices"
	"strconv"
	"strings"
)

// kindOfCSI names a refused control sequence.
func kindOfCSI(private, intermediates string, final byte, numbers []int) Kind {
	if final == 'J' && slices.Equal(numbers, []int{3}) {
		return Scrollback
	}
	for _, row := range []struct {
		private, intermediates string // empty: any
		finals                 string
		kind                   Kind
	}{
		{"", "", "cnx", Query}, // DA, DSR, DECREQTPARM
		{"", "$", "p", Query},  // DECRQM
		{">", "", "q", Query},  // XTVERSION
		{"?", "", "muS", Query},
		{"?", "", "sr", Mode}, // XTSAVE, XTRESTORE
		{"", "", "t", Window},
		{"", "", "i", Printing},
		{"", "", "um", Keyboard},
		{"", "", "hl", Mode},
	} {
		if strings.IndexByte(row.finals, final) >= 0 && (row.private == "" || row.private == private) &&
			(row.intermediates == "" || row.intermediates == intermediates) {
			return row.kind
		}
	}
	return Other
}

// kindOfEscape names a refused escape sequence.
func kindOfEscape(sequence string) Kind {
	if strings.IndexByte(" ()*+-./%no|}~NO", sequence[0]) >= 0 {
		return Charset
	}
	return Other
}

// kindOfOSC goes by the number in front, as xterm, iTerm2 and others give them.
func kindOfOSC(body string) Kind {
	number, rest, _ := strings.Cut(strings.TrimRight(body, "\a\x1b\\\x18\x1a"), ";")
	n, err := strconv.Atoi(number)
	if err != nil {
		return OtherString
	}
	kinds := map[int]Kind{
		0: Title, 1: Title, 2: Title, 21: Title, 30: Title, 52: Clipboard, 8: Link,
		9: Notification, 99: Notification, 777: Notification, 7: Shell, 133: Shell, 633: Shell, 3008: Shell,
	}
	if kind, known := kinds[n]; known {
		return kind
	}
	if n < 4 || n > 19 && n < 104 || n > 119 {
		return OtherString
	}
	if strings.HasSuffix(rest, "?") {
		return Query
	}
	return Palette
}
