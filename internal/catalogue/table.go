package catalogue

import (
	"iter"
	"strings"
)

// rows yields the rows of a table of tab-separated values behind its heading. A
// cell that holds "-" yields the empty string. A row of another width is left
// out; a test holds that there is none.
func rows(table string, width int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		heading := true
		for line := range strings.Lines(table) {
			if heading {
				heading = false
				continue
			}
			row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(row) != width {
				continue
			}
			for i := range row {
				if row[i] == "-" {
					row[i] = ""
				}
			}
			if !yield(row) {
				return
			}
		}
	}
}
