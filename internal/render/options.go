// Package render lays a report out as bytes. It reads only the report: nothing is
// looked up, judged or worded here that the report does not hold.
package render

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
)

// Options say what the reader's terminal can do.
type Options struct {
	Width int  // columns; 0 means 80
	Color bool // the sixteen colours of the terminal's own scheme
	// Links makes titles clickable (OSC 8); else addresses are printed whole.
	Links bool
	// Wide adds the columns that ps -o wide shows.
	Wide bool
}

const defaultWidth = 80

func (o Options) width() int {
	if o.Width <= 0 {
		return defaultWidth
	}
	return max(o.Width, 40)
}

// theme holds the styles. They use the sixteen colours that every terminal maps
// to its own light or dark scheme, and no colour carries a meaning alone.
type theme struct {
	bold, faint, section, alarm, warn, good lipgloss.Style
	badges                                  lipgloss.Style
	// link is another library's style: lipgloss underlines rune by rune, with a
	// sequence around each.
	link ansi.Style
}

func newTheme(color bool) theme {
	// The renderer of its own keeps lipgloss from asking os.Stdout for colours.
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	if color {
		r.SetColorProfile(termenv.ANSI)
	}
	r.SetHasDarkBackground(true) // no style asks; set, so that none ever queries the terminal
	style := r.NewStyle
	return theme{
		bold:    style().Bold(true),
		faint:   style().Faint(true),
		section: style().Bold(true).Foreground(lipgloss.ANSIColor(6)),
		link:    underline(color),
		alarm:   style().Bold(true).Foreground(lipgloss.ANSIColor(1)),
		warn:    style().Bold(true).Foreground(lipgloss.ANSIColor(3)),
		good:    style().Bold(true).Foreground(lipgloss.ANSIColor(2)),
		badges:  style().Bold(true).Reverse(true),
	}
}

func underline(color bool) ansi.Style {
	if !color {
		return nil
	}
	return ansi.Style{}.Underline(true)
}
