package intake

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/skim"
)

// opening is JSON that leads the full decoder to where the skimmer was: into a
// list or a page.
type opening struct {
	json   string
	tokens int
	page   *node // that the list is of, if it is
}

func inList() opening { return opening{json: `[`, tokens: 1} }

func inPage(page *node) opening { return opening{json: `{"":[`, tokens: 3, page: page} }

func behindList() opening { return opening{json: `{"":""`, tokens: 3} }

// behind is an opening that leads behind the elements which were read.
func (o opening) behind(elements int) opening {
	if elements > 0 {
		o.json, o.tokens = o.json+`""`, o.tokens+1
	}
	return o
}

// resume lets the full decoder read the rest of the input.
func (d *decoder) resume(w *skim.Window, o opening) *parser {
	d.resumed = true
	p := d.parser(io.MultiReader(strings.NewReader(o.json), w.Rest()))
	p.before = w.Offset() - int64(len(o.json))
	for range o.tokens {
		_, _ = p.tokens.Token() // they are ours
	}
	return p
}

// restOfList reads the rest of the input from within a list.
func (d *decoder) restOfList(p *parser, wrappers []string, within opening, i int) error {
	if err := d.listed(p, wrappers, i); err != nil || d.stopped {
		return err
	}
	if within.page != nil {
		return d.restOfPage(p, within.page)
	}
	return d.json(p)
}

// restOfPage reads the rest of the input from behind a list of a page.
func (d *decoder) restOfPage(p *parser, page *node) error {
	if err := d.topMembers(p, page, true); err != nil || d.stopped {
		return err
	}
	return d.json(p)
}

// fullTop reads a value at the top of the input by the full decoder. It is shown
// what follows, as far as that is in memory, since its errors say whether the
// value is the only one.
func (d *decoder) fullTop(w *skim.Window, length int) error {
	d.values--
	p := d.skimmer.parser(w.Offset(), w.Seen())
	token, err := p.next()
	if err == nil {
		d.exact = true
		err = d.top(p, token)
		d.exact = false
	}
	w.Drop(length)
	return err
}

// fullElement reads an element of a list by the full decoder.
func (d *decoder) fullElement(w *skim.Window, length int, wrappers []string, i int) error {
	n, err := d.skimmer.parser(w.Offset(), w.Seen()[:length]).element(1)
	if err == nil {
		d.exact = true
		d.element(n, wrappers, fmt.Sprintf("element %d, %s", i, n.where))
		d.exact = false
	}
	w.Drop(length)
	return err
}
