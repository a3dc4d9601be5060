package render

import (
	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// unreadShown is how much of a field that nothing reads stands in the forms for
// people, in columns; json has more of it.
const unreadShown = 200

// unread writes the fields that the report has no place for, as they came.
func (o *outline) unread(f threat.Finding) {
	if len(f.Unread) == 0 {
		return
	}
	o.say(faint("fields of the finding that this tool does not read:"))
	for _, field := range f.Unread {
		value := esc(field.Value)
		if field.Cut || ansi.StringWidth(value) > unreadShown {
			value = cut(value, unreadShown)
			if field.Cut {
				value += "…"
			}
		}
		o.entry(named(esc(field.Field)), plain(" = "), named(value))
	}
	if f.UnreadCut {
		o.text("and more, which were left out")
	}
}
