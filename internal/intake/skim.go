package intake

import (
	"errors"
	"io"
	"iter"

	"github.com/kubectl-threat/kubectl-threat/internal/skim"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Headings yields what a list shows of each finding, and the errors that All
// yields, many times as fast, since it skips what a list does not show. Of each
// finding it sets Name, Category, Class, Severity, State, Mute, EventTime,
// CreateTime, Detector, Resource, Containers, Pods, Nodes and Affected, as All does.
func Headings(r io.Reader, limits Limits) iter.Seq2[threat.Finding, error] {
	return (&decoder{limits: limits, skimmer: newSkimmer(limits)}).results(r)
}

// skim reads JSON values to the end of the input, as json does. Wherever the
// skimmer is at a loss, the full decoder goes on in its place: for one element
// that is rare, for the rest of an input that is no JSON.
func (d *decoder) skim(r io.Reader) error {
	w := d.skimmer.window(r)
	for !d.stopped && !d.resumed {
		first, err := w.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		d.values++
		if first == '[' {
			w.Drop(1)
			err = d.skimList(w, d.wrappers("JSON array"), inList())
		} else {
			err = d.skimTop(w)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// skimTop reads a value at the top of the input that is no list.
func (d *decoder) skimTop(w *skim.Window) error {
	s := d.skimmer
	length, err := s.next(w, place{top: true})
	switch {
	case errors.Is(err, skim.ErrSyntax), err == nil && s.page != "" && s.rare:
		d.values--
		return d.json(d.resume(w, opening{}))
	case err != nil:
		return s.failure(w, err)
	case s.page != "":
		page := &node{kind: object, where: atByte(w.Offset() + 1)}
		w.Drop(length)
		return d.skimPage(w, page)
	case s.rare || !d.skimmed([]string{jsonLines}):
		return d.fullTop(w, length)
	}
	w.Drop(length)
	return nil
}

// skimPage reads a page from the bracket of its first list on, and skips the
// fields behind its lists.
func (d *decoder) skimPage(w *skim.Window, page *node) error {
	s := d.skimmer
	for s.page != "" {
		w.Drop(1)
		if err := d.skimList(w, d.wrappers(s.page), inPage(page)); err != nil || d.stopped || d.resumed {
			return err
		}
		length, err := w.Value(s.behindList)
		switch {
		case errors.Is(err, skim.ErrSyntax), err == nil && s.rare:
			return d.restOfPage(d.resume(w, behindList()), page)
		case err != nil:
			return s.failure(w, err)
		}
		w.Drop(length)
	}
	return nil
}

// skimList reads the elements of a list from behind its bracket on.
func (d *decoder) skimList(w *skim.Window, wrappers []string, within opening) error {
	d.pages++
	for i := 1; !d.stopped && !d.resumed; i++ {
		next, err := w.Next()
		if err == nil && next == ']' {
			w.Drop(1)
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := d.skimElement(w, wrappers, within, i); err != nil {
			return err
		}
	}
	return nil
}

// skimElement reads one element of a list, behind a comma if it isn't the first.
func (d *decoder) skimElement(w *skim.Window, wrappers []string, within opening, i int) error {
	s := d.skimmer
	length, err := s.next(w, place{depth: 1, behindComma: i > 1})
	switch {
	case errors.Is(err, skim.ErrSyntax):
		return d.restOfList(d.resume(w, within.behind(i-1)), wrappers, within, i)
	case err != nil:
		return s.failure(w, err)
	case s.rare || !d.skimmed(wrappers):
		return d.fullElement(w, length, wrappers, i)
	}
	w.Drop(length)
	return nil
}

// skimmed gives the finding of the element that was read last, unless that is no
// finding: what it is instead, only the full decoder can say.
func (d *decoder) skimmed(wrappers []string) bool {
	return d.unwrap(d.skimmer.found, wrappers) == nil
}
