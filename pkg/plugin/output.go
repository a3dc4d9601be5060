package plugin

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// outputFlag is the value of -o: the name of a form, or a jsonpath template.
type outputFlag string

// addTo gives a command the flag -o with the forms that it can write, the first
// by default. Every command also takes jsonpath.
func (f *outputFlag) addTo(flags *pflag.FlagSet, forms ...string) {
	*f = outputFlag(forms[0])
	flags.VarP(outputValue{f, forms}, "output", "o", listed(forms))
}

// outputValue checks -o against the forms of one command.
type outputValue struct {
	chosen *outputFlag
	forms  []string
}

func (v outputValue) String() string {
	if v.chosen == nil { // pflag asks the zero value
		return ""
	}
	return string(*v.chosen)
}

// Type is what help calls the value.
func (v outputValue) Type() string { return "format" }

// Set refuses what is no form of this command before anything is done.
func (v outputValue) Set(s string) error {
	template, isPath := strings.CutPrefix(s, jsonpath)
	switch {
	case isPath:
		if err := render.ValidJSONPath(template); err != nil {
			return err
		}
	case !slices.Contains(v.forms, s):
		return errors.New("must be " + listed(v.forms))
	}
	*v.chosen = outputFlag(s)
	return nil
}

const jsonpath = "jsonpath="

func listed(forms []string) string {
	return strings.Join(forms, ", ") + " or " + jsonpath + "TEMPLATE"
}

// layout writes a report for people.
type layout func(io.Writer, report.Report, render.Options) error

// write renders a report in the chosen form.
func (f outputFlag) write(g *globals, r report.Report, text layout) error {
	switch f {
	case "name":
		_, err := fmt.Fprintln(g.process.Out, r.Finding.Name)
		return err
	case "markdown":
		return render.Markdown(g.process.Out, r)
	case "html":
		return render.HTML(g.process.Out, r)
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
	template, isPath := strings.CutPrefix(string(f), jsonpath)
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
