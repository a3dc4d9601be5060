// Package intake reads findings from bytes, in every form in which Security
// Command Center and the tools around it hand them out: pages and results of
// both API versions, Pub/Sub notifications, the console's JSON, log entries,
// BigQuery rows; as JSON, JSON lines or YAML.
//
// Nothing here trusts the input. Its size, depth and texts are bounded before
// they are read, and every string comes out as an untrusted.Text.
package intake

import (
	"bufio"
	"io"
	"iter"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Decode reads all findings of the input. Where a part of the input is no
// finding, the error says so, next to the findings of the other parts; the error
// is a *NotFinding unless reading itself failed.
func Decode(r io.Reader, limits Limits) ([]threat.Finding, error) {
	all := collect(r, limits, selection{})
	return all.findings, all.err
}

// All yields the findings of the input one by one, as they are read, so that a
// long input needs no more memory than a short one. An element that is no
// finding yields an error in its place; an input that can't be read any further
// yields an error last.
func All(r io.Reader, limits Limits) iter.Seq2[threat.Finding, error] {
	return (&decoder{limits: limits}).results(r)
}

// decoder is one run through an input.
type decoder struct {
	limits  Limits
	yield   func(threat.Finding, error) bool
	skimmer *skimmer // set where only headings are wanted
	exact   bool     // the skimmer is not to be used, although there is one
	resumed bool     // the full decoder has gone on where the skimmer was at an end
	yielded int      // findings and errors
	stopped bool     // the caller wants no more
	pages   int      // pages and lists, for the error where all were empty
	values  int      // values at the top of the input
}

// results reads the input, once, and says at its end what was wrong with it as a
// whole.
func (d *decoder) results(r io.Reader) iter.Seq2[threat.Finding, error] {
	return func(yield func(threat.Finding, error) bool) {
		d.yield = yield
		err := d.run(bufio.NewReaderSize(&guard{from: r, limits: Limits{Bytes: d.limits.Bytes}}, sniffed))
		if err == nil && d.yielded == 0 && !d.stopped {
			err = d.nothing()
		}
		if err != nil && !d.stopped {
			yield(threat.Finding{}, err)
		}
	}
}

// run reads the input, which begins with JSON or else is YAML.
func (d *decoder) run(r *bufio.Reader) error {
	plain, form, err := sniff(r)
	switch {
	case err != nil:
		return err
	case form == formJSON && d.skimmer != nil:
		return d.skim(plain)
	case form == formJSON:
		return d.json(d.parser(plain))
	}
	limited := &guard{from: plain, limits: Limits{Bytes: d.limits.YAML}}
	data, err := io.ReadAll(limited)
	if err != nil {
		return err
	}
	return documents(data, d.limits, func(n *node) bool {
		d.values++
		return d.element(n, []string{"YAML"}, "")
	})
}

// nothing says why the input has no finding at all.
func (d *decoder) nothing() error {
	switch {
	case d.values == 0:
		return &NotFinding{Got: "there is nothing in it"}
	case d.pages > 0:
		return &NotFinding{Got: "this is an empty list: whoever wrote it found no finding"}
	}
	return &NotFinding{Got: "there is no finding in it"}
}

// element yields the findings of one value: one, or several where it is a list
// or a page. It returns false when the caller wants no more.
func (d *decoder) element(n *node, wrappers []string, where string) bool {
	err := d.unwrap(n, wrappers)
	if err == nil || d.stopped {
		return !d.stopped
	}
	return d.give(threat.Finding{}, at(err, where))
}

// give hands one result to the caller.
func (d *decoder) give(f threat.Finding, err error) bool {
	d.yielded++
	d.stopped = d.stopped || !d.yield(f, err)
	return !d.stopped
}
