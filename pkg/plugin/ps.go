package plugin

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubectl-threat/kubectl-threat/internal/investigate"
	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func newPS(g *globals) *cobra.Command {
	l := &looking{}
	cmd := &cobra.Command{
		Use:   "ps [FINDING]",
		Short: "Show the processes of the finding's container, the finding's marked",
		Long: `Show the process tree of the finding's container, with the finding's processes
marked and a verdict: are they still there?

Starts one shell in the container, which reads /proc with what the image has.
FINDING is a file, or - for standard input; without one, it is the finding that
the last command in this terminal worked on, for 8 hours.`,
		Example: `kubectl threat ps finding.json
kubectl threat ps
kubectl threat ps finding.json -o wide
kubectl threat ps finding.json -o json`,
		Args: oneOrCase,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := g.subject(cmd, args, l.findingID)
			if err != nil {
				return err
			}
			return ps(cmd.Context(), g, *l, s)
		},
	}
	l.addFlags(cmd.Flags())
	return cmd
}

func ps(ctx context.Context, g *globals, l looking, s subject) error {
	if err := g.validate(); err != nil {
		return err
	}
	if g.offline {
		return misuse(errors.New("ps looks into a running container, which --offline forbids"))
	}
	ctx, cancel := g.deadline(ctx)
	defer cancel()
	outcome, r, err := g.investigation(ctx, s, depth{rung: threat.Rung(l.rung)})
	if err != nil {
		return err
	}
	if outcome.Evidence.Pod.Asked() {
		if err := l.output.write(g, r, render.Processes); err != nil {
			return err
		}
	}
	return lookError(outcome, r)
}

// lookError turns a look that brought nothing into the command's own failure;
// what could be had was printed all the same.
func lookError(o investigate.Outcome, r report.Report) error {
	if err := processless(o, r); err != nil {
		return err
	}
	if o.ConnectErr != nil {
		return accessError(o.ConnectErr, r.Commands.GetCredentials)
	}
	if err := statusOf(o.Assessment); err != nil {
		return err
	}
	gap, failed := o.Evidence.Look.Gap()
	if !failed {
		return nil
	}
	err := fmt.Errorf("looking into %s: %s", o.Target, gap.Detail)
	switch gap.Reason {
	case threat.Denied:
		return withStatus(exitDenied, err)
	case threat.Gone:
		return withStatus(exitGone, err)
	case threat.TimedOut, threat.Failed, threat.NotApplicable, threat.Offline, threat.OtherCluster, threat.NoTools, threat.NotBuilt:
	}
	return err
}

// processless says why a finding names no container to look into.
func processless(o investigate.Outcome, r report.Report) error {
	switch t := o.Target.(type) {
	case threat.Pod:
		if !o.Doubtful() {
			return nil
		}
	case threat.CloudRun:
		return withHint(withStatus(exitImpossible, fmt.Errorf("nothing can look into an instance of Cloud Run %s from outside", t)),
			r.Commands.Describe)
	}
	if o.TargetError != nil {
		return withStatus(exitNoTarget, fmt.Errorf("the finding names no container: %w", o.TargetError))
	}
	return withHint(withStatus(exitNoTarget, fmt.Errorf("the finding names no container, only %s", o.Target)),
		"kubectl threat inspect shows what it does name")
}
