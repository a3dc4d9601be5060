package plugin_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/intake"
	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/resolve"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/pkg/plugin"
	"github.com/kubectl-threat/kubectl-threat/test/wellformed"
)

// FuzzForms goes from the bytes of a file to every form of its report.
func FuzzForms(f *testing.F) {
	for _, pattern := range []string{"testdata/findings/*.json", "../../internal/intake/testdata/dialects/*", "../../examples/*"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			f.Fatal("no seeds", err)
		}
		for _, path := range paths {
			seed, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(seed)
		}
	}
	limits := intake.Limits{Bytes: 1 << 20, YAML: 1 << 16, Text: 1 << 14, Depth: 50, Values: 5_000}
	f.Fuzz(func(t *testing.T, data []byte) {
		findings, err := intake.Decode(bytes.NewReader(data), limits)
		if err != nil {
			return
		}
		for i := range findings[:min(len(findings), 3)] {
			checkForms(t, offlineReport(findings[i]))
		}
	})
}

func offlineReport(finding threat.Finding) report.Report {
	target, err := resolve.Target(finding)
	in := report.Input{
		Finding: finding, Target: target, TargetError: err, Source: "finding.json", Wanted: threat.Passive,
		Evidence: threat.Evidence{Access: threat.Missing[threat.ClusterAccess](threat.Offline, "--offline")},
		Now:      time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
	}
	in.Assessment = assess.Evidence(in.Finding, in.Evidence)
	return report.Build(in)
}

func checkForms(t *testing.T, r report.Report) {
	t.Helper()
	write := func(layout func(io.Writer) error) string {
		var out bytes.Buffer
		if err := layout(&out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for _, width := range []int{80, 132} {
		o := render.Options{Width: width, Color: width == 132, Links: width == 132}
		text := write(func(w io.Writer) error { return render.Text(w, r, o) })
		if err := wellformed.Plain(text); err != nil {
			t.Fatal("text: ", err)
		}
		if err := wellformed.Lines(text, width, r); err != nil {
			t.Fatal("text: ", err)
		}
	}
	if err := wellformed.Markdown(write(func(w io.Writer) error { return render.Markdown(w, r) }), r); err != nil {
		t.Fatal("markdown: ", err)
	}
	if err := wellformed.HTML(write(func(w io.Writer) error { return render.HTML(w, r) }), r); err != nil {
		t.Fatal("html: ", err)
	}
	asJSON := write(func(w io.Writer) error { return render.JSON(w, r) })
	asYAML := write(func(w io.Writer) error { return render.YAML(w, r) })
	for _, out := range []string{asJSON, asYAML} {
		if err := wellformed.Plain(out); err != nil {
			t.Fatal(err)
		}
	}
	if err := wellformed.SameTree([]byte(asJSON), []byte(asYAML)); err != nil {
		t.Fatal(err)
	}
}

// FuzzExplain asks for finding types that mostly there are none of.
func FuzzExplain(f *testing.F) {
	for _, seed := range []string{"Reverse Shell", "revers shel", "\x1b[2J", "-h", "--output=\x1b]0;x\a", "a\nb", "\u202e", "\xff", "%!s(x)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, category string) {
		var out, complaint bytes.Buffer
		plugin.Run(t.Context(), plugin.Process{
			Name: "kubectl-threat", Args: append([]string{"explain"}, strings.Fields(category)...),
			IOStreams: genericiooptions.IOStreams{In: strings.NewReader(""), Out: &out, ErrOut: &complaint},
			Getenv:    func(string) string { return "" },
		})
		for _, one := range []string{out.String(), complaint.String()} {
			if err := wellformed.Plain(one); err != nil {
				t.Fatal(err)
			}
		}
	})
}
