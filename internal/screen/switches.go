package screen

import "slices"

// insertMode is ECMA-48's IRM.
const insertMode = 4

// DEC private modes that a program may set, as xterm numbers them.
const (
	cursorKeys     = 1
	reverseScreen  = 5
	originMode     = 6
	autowrap       = 7
	blinkingCursor = 12
	cursorVisible  = 25
	oldAltScreen   = 47
	altScreen      = 1047
	savedCursor    = 1048
	altAndCursor   = 1049
	// bracketedPaste marks what is pasted. Without it, lines that somebody pastes
	// into the far shell run at once.
	bracketedPaste = 2004
)

func allowedModes() []int {
	return []int{
		cursorKeys, reverseScreen, originMode, autowrap, blinkingCursor, cursorVisible,
		oldAltScreen, altScreen, savedCursor, altAndCursor, bracketedPaste,
	}
}

// kindOfMode names a mode that is refused.
func kindOfMode(mode int) Kind {
	switch {
	case mode == 9, mode >= 1000 && mode <= 1007, mode == 1015, mode == 1016:
		return Mouse
	case mode == 8, mode == 66, mode == 67, mode >= 1034 && mode <= 1039, mode == 9001:
		return Keyboard
	}
	return Mode
}

// switches are the settings of the terminal that have to be undone only where
// somebody touched them, because undoing them moves the cursor or more.
type switches struct {
	alt    int  // the mode that switched to the other screen; 0 where none did
	origin bool // cursor addresses count from the scrolling region
	region bool // only a part of the screen scrolls
	style  bool // the cursor's form
	column bool // the cursor may not be at the begin of a line
}

func (s *switches) set(mode int, on bool) {
	switch mode {
	case oldAltScreen, altScreen, altAndCursor:
		s.alt = 0
		if on {
			s.alt = mode
		}
	case originMode:
		s.origin = on
	}
	s.column = true
}

func (s *switches) move(final byte, numbers []int) {
	if final == 'r' {
		s.region = slices.ContainsFunc(numbers, func(n int) bool { return n > 0 })
	}
	if final != 'm' {
		s.column = true
	}
}
