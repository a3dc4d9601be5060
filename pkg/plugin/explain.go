package plugin

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

func newExplain(g *globals) *cobra.Command {
	var output outputFlag
	cmd := &cobra.Command{
		Use:   "explain [CATEGORY]",
		Short: "Show what is known of a finding type; all of them without one",
		Long: `Show what is known of a finding type: its service, detector, severity, ATT&CK
technique and page. Without CATEGORY all types are listed. Asks no network.`,
		Example: `kubectl threat explain "Reverse Shell"
kubectl threat explain CLOUD_RUN_REVERSE_SHELL -o json
kubectl threat explain`,
		RunE: func(_ *cobra.Command, args []string) error { return explain(g, output, strings.Join(args, " ")) },
	}
	output.addTo(cmd.Flags(), "text", "json", "yaml", "name")
	return cmd
}

// explain takes the words of a category as one, so that it needs no quotes.
func explain(g *globals, output outputFlag, category string) error {
	list := report.Catalogue(category)
	if len(list.Items) == 0 {
		err := withStatus(exitNoTarget, fmt.Errorf("no finding type is called %q", category))
		if near := report.CloseCategories(category); len(near) > 0 {
			return withHint(err, "did you mean "+strings.Join(near, ", or ")+"?")
		}
		return withHint(err, "kubectl threat explain lists them all")
	}
	var object any = list
	if len(list.Items) == 1 {
		one := list.Items[0]
		one.APIVersion, one.Kind = list.APIVersion, "CatalogueEntry"
		object = one
	}
	if done, err := output.machine(g.process.Out, object); done {
		return err
	}
	if output != "name" {
		return render.Catalogue(g.process.Out, list, category == "", g.terminal())
	}
	for i := range list.Items {
		if _, err := fmt.Fprintln(g.process.Out, list.Items[i].Category); err != nil {
			return err
		}
	}
	return nil
}
