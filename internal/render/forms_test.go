package render_test

import (
	"bytes"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func offline(in *report.Input) {
	in.Evidence = threat.Evidence{Access: threat.Missing[threat.ClusterAccess](threat.Offline, "--offline")}
}

// TestForms holds the forms that are no lines for a terminal.
func TestForms(t *testing.T) {
	reports := map[string]report.Report{
		"live": attacked(), "offline": attacked(offline), "hostile": attacked(hostile),
	}
	for name, r := range reports {
		t.Run(name+"_markdown", func(t *testing.T) {
			var out bytes.Buffer
			if err := render.Markdown(&out, r); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, out.Bytes())
		})
		t.Run(name+"_html", func(t *testing.T) {
			var out bytes.Buffer
			if err := render.HTML(&out, r); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, out.Bytes())
		})
	}
}
