package render

import "strings"

// block is one piece of a section. A form has a method for each kind, so that a
// new kind does not compile until every form can lay it out.
type block interface{ in(form) }

// form lays blocks out in its own language.
type form interface {
	paragraph(paragraph)
	quotation(quotation)
	verbatim(verbatim)
	mend(mend)
	tree(tree)
	table(table)
	pages(pages)
}

// paragraph is running text, wrapped where the form has lines. hang is how far
// all its lines but the first are indented.
type paragraph struct {
	words words
	hang  int
	item  bool // of a list
	dash  bool // in front of it, in text too
}

// quotation is prose of the finding, line by line, set off from ours.
type quotation struct{ lines []string }

// verbatim is a command or a query, one or more lines, which no form may break.
type verbatim struct {
	text     string
	language string // as code fences in Markdown name it; empty for none
}

// shell is the language of a command line.
const shell = "sh"

// mend is what would close a gap: a command, or a sentence.
type mend struct{ text string }

// isCommand tells the two apart by the program that every command of ours runs.
func (b mend) isCommand() bool {
	for _, program := range []string{"kubectl ", "gcloud ", "eval "} {
		if strings.HasPrefix(b.text, program) {
			return true
		}
	}
	return false
}

// tree is what the finding claims to have run, by the processes' parents.
type tree struct{ nodes []treeNode }

// treeNode is one process: its command line and numbers, then what is known of it.
type treeNode struct {
	depth    int // 0 for a root
	command  string
	numbers  string
	details  []words
	contents []string // of a script, line by line
	more     int      // lines of the script that are left out
}

// table is aligned lines; the last column takes the width that is left.
type table struct {
	columns []column
	rows    []row
	after   []words
}

// column is one column of a table. Cells that are too long are cut, but for
// numbers, which stand to the right.
type column struct {
	title string
	width int
	gap   int // blanks behind it
	right bool
	wide  bool // for -o wide
}

// row is one line of a table; the last cell is drawn as a tree by depth.
type row struct {
	cells []string
	depth int
	mark  string  // what makes the row stand out; empty for an ordinary one
	notes []words // lines below it
}

// pages are links to pages of known hosts.
type pages struct{ links []words } // of one span each

func (b paragraph) in(f form) { f.paragraph(b) }
func (b quotation) in(f form) { f.quotation(b) }
func (b verbatim) in(f form)  { f.verbatim(b) }
func (b mend) in(f form)      { f.mend(b) }
func (b tree) in(f form)      { f.tree(b) }
func (b table) in(f form)     { f.table(b) }
func (b pages) in(f form)     { f.pages(b) }
