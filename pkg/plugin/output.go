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
	out := g.process.Out
	template, isPath := strings.CutPrefix(string(f), "jsonpath=")
	switch {
	case isPath:
		return render.JSONPath(out, r, template)
	case f == "json":
		return render.JSON(out, r)
	case f == "yaml":
		return render.YAML(out, r)
	case f == "name":
		_, err := fmt.Fprintln(out, r.Finding.Name)
		return err
	}
	o := g.terminal()
	o.Wide = f == "wide"
	return text(out, r, o)
}
