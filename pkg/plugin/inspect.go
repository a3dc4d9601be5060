package plugin

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

type inspectOptions struct {
	looking

	live     bool
	spread   bool
	exitCode bool
}

func newInspect(g *globals) *cobra.Command {
	o := &inspectOptions{}
	cmd := &cobra.Command{
		Use:   "inspect [FINDING]",
		Short: "Report on a finding: what, where, and is it still there?",
		Long: `Report on a finding by the steps of its playbook: the finding, cluster and node,
pod, logs, running container, attack methods, response.

Reads from the cluster and changes nothing. --live also starts a shell in the
container that reads its processes. FINDING is a file, or - for standard input;
without one, a terminal asks for a paste.`,
		Example: `kubectl threat inspect finding.json
kubectl threat inspect finding.json --live
kubectl threat inspect finding.json --live -o html > report.html
gcloud scc findings list ORGANIZATION --filter='name:"ID"' --format=json | kubectl threat inspect -
kubectl threat inspect finding.json --live --exit-code -o jsonpath='{.verdict.state}'`,
		Args: oneOrCase,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, g, args) },
	}
	o.addFlags(cmd.Flags(), "markdown", "html")
	cmd.Flags().BoolVar(&o.live, "live", false, "look inside the container, too (starts one process there)")
	cmd.Flags().BoolVar(&o.spread, "spread", false,
		"page through all pods of the cluster for the same image or service account")
	cmd.Flags().BoolVar(&o.exitCode, "exit-code", false,
		"exit 0 only for a complete look at the same container that saw nothing, 10 for a threat, 11 for can't tell, 12 for a changed target")
	return cmd
}

func (o *inspectOptions) run(cmd *cobra.Command, g *globals, args []string) error {
	if err := g.validate(); err != nil {
		return err
	}
	if o.live && g.offline {
		return misuse(errors.New("--live looks into a running container, which --offline forbids"))
	}
	s, err := g.namedOrPasted(cmd, args, o.findingID)
	if err != nil {
		return err
	}
	ctx, cancel := g.deadline(cmd.Context())
	defer cancel()
	how := depth{rung: threat.Passive, around: true, spread: o.spread}
	if o.live {
		how.rung = threat.Exec
	}
	outcome, r, err := g.investigation(ctx, s, how)
	if err != nil {
		return err
	}
	if err := o.output.write(g, r, render.Text); err != nil {
		return err
	}
	switch {
	case o.exitCode:
		return verdictStatus(outcome)
	case o.live:
		return lookError(outcome, r)
	}
	return statusOf(outcome.Assessment)
}
