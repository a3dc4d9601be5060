package plugin

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// outputFlag is the value of -o.
type outputFlag string

func (f *outputFlag) String() string { return string(*f) }

// Type is what help calls the value.
func (f *outputFlag) Type() string { return "format" }

// Set refuses what is no format before anything is done.
func (f *outputFlag) Set(s string) error {
	template, isPath := strings.CutPrefix(s, "jsonpath=")
	switch {
	case isPath:
		if err := render.ValidJSONPath(template); err != nil {
			return err
		}
	case !slices.Contains([]string{"text", "wide", "json", "yaml", "name"}, s):
		return errors.New("must be text, wide, json, yaml, name or jsonpath=TEMPLATE")
	}
	*f = outputFlag(s)
	return nil
}

// layout writes a report for people.
type layout func(io.Writer, report.Report, render.Options) error

// write renders a report in the chosen form.
func (f outputFlag) write(g *globals, r report.Report, text layout) error {
	if f == "name" {
		_, err := fmt.Fprintln(g.process.Out, r.Finding.Name)
		return err
	}
	if done, err := f.machine(g.process.Out, r); done {
		return err
	}
	o := g.terminal()
	o.Wide = f == "wide"
	return text(g.process.Out, r, o)
}

// machine writes an object in a form for programs, and reports whether the chosen
// form is one.
func (f outputFlag) machine(out io.Writer, object any) (done bool, err error) {
	template, isPath := strings.CutPrefix(string(f), "jsonpath=")
	switch {
	case isPath:
		return true, render.JSONPath(out, object, template)
	case f == "json":
		return true, render.JSON(out, object)
	case f == "yaml":
		return true, render.YAML(out, object)
	}
	return false, nil
}
