package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// Measures of a character's cell and of the margin, in pixels.
const (
	cellWidth  = 7.8
	lineHeight = 17.0
	fontSize   = 13
	margin     = 16.0
)

// begin writes the head of the picture. The colours are those of a common light
// and of a common dark scheme with enough contrast for small type (WCAG 2 AA).
func begin(w io.Writer, columns, lines int, title string) {
	width, height := float64(columns)*cellWidth+2*margin, float64(lines)*lineHeight+2*margin
	_, _ = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" role="img" aria-label="%s">
<style>
text{font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;fill:#24292f}
.page{fill:#fff;stroke:#d0d7de}
.c1{fill:#b3202a}.c2{fill:#116329}.c3{fill:#7d4e00}.c4{fill:#0550ae}.c5{fill:#6639ba}.c6{fill:#1b6b83}
.b{font-weight:bold}.f{opacity:.72}.u{text-decoration:underline}.back{fill:#24292f}.r{fill:#fff}
rect.c1{fill:#b3202a}
@media(prefers-color-scheme:dark){
text{fill:#e6edf3}.page{fill:#0d1117;stroke:#30363d}
.c1{fill:#ff7b72}.c2{fill:#56d364}.c3{fill:#e3b341}.c4{fill:#79c0ff}.c5{fill:#d2a8ff}.c6{fill:#56d4dd}
.back{fill:#e6edf3}.r{fill:#0d1117}rect.c1{fill:#ff7b72}
}
</style>
<rect class="page" x=".5" y=".5" width="%.0f" height="%.0f" rx="8"/>
`, width, height, width, escape(title), fontSize, width-1, height-1)
}

// write draws the run at its place. Its length is given, so that it fills its
// cells whatever font the reader has.
func (r run) write(w io.Writer, row int) {
	x, y := margin+float64(r.column)*cellWidth, margin+float64(row)*lineHeight
	wide, class := float64(r.cells)*cellWidth, r.classes()
	if r.style.Attrs.Contains(cellbuf.ReverseAttr) {
		_, _ = fmt.Fprintf(w, `<rect class="back %s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`+"\n", class, x, y, wide, lineHeight)
		class = "b r"
	}
	text := strings.TrimRight(r.text, " ")
	lead := len(text) - len(strings.TrimLeft(text, " "))
	text = text[lead:]
	if text == "" {
		return
	}
	x += float64(lead) * cellWidth
	_, _ = fmt.Fprintf(w, `<text class="%s" x="%.1f" y="%.1f" textLength="%.1f">%s</text>`+"\n",
		class, x, y+lineHeight*0.76, float64(ansi.StringWidth(text))*cellWidth, escape(text))
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
