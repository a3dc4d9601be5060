package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kubectl-threat/kubectl-threat/internal/investigate"
	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// looking holds the flags of the commands that can look inside a container.
type looking struct {
	rung      rungFlag
	findingID string
	output    outputFlag
}

// depth says how far an investigation goes.
type depth struct {
	rung   threat.Rung
	around bool // ask for what is around the pod, too
	spread bool // and where else in the cluster its image or account is used
}

// addFlags takes the forms that the command can write besides those of them all.
func (l *looking) addFlags(flags *pflag.FlagSet, more ...string) {
	l.rung = "exec"
	l.output.addTo(flags, append([]string{"text", "wide", "json", "yaml", "name"}, more...)...)
	flags.Var(&l.rung, "rung", "how to look inside the container: exec, by its own tools")
	flags.StringVar(&l.findingID, "finding", "", "which finding of a file that holds several, by its id")
}

// rungFlag is the value of --rung.
type rungFlag string

func (f *rungFlag) String() string { return string(*f) }

// Type is what help calls the value.
func (f *rungFlag) Type() string { return "rung" }

// Set refuses the rungs that this version does not have, rather than taking
// another one in silence.
func (f *rungFlag) Set(s string) error {
	if s != string(threat.Exec) {
		return fmt.Errorf("this version looks by exec only")
	}
	*f = rungFlag(s)
	return nil
}

// oneFinding takes the argument of a command.
func oneFinding(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return withHint(misuse(fmt.Errorf("%s needs a FINDING: a file, or - for standard input", cmd.Name())),
			cmd.CommandPath()+" finding.json")
	case 1:
		return notByName(args[0])
	}
	return withHint(misuse(fmt.Errorf("%s takes one FINDING, and there are %d arguments, the second %q", cmd.Name(), len(args), args[1])),
		"a console URL holds ; and &: put it in quotes")
}

// notByName tells a name or a console URL from a file, since this version fetches
// nothing from Security Command Center.
func notByName(finding string) error {
	parent, _, named := strings.Cut(finding, "/sources/")
	named = named && (strings.HasPrefix(parent, "organizations/") || strings.HasPrefix(parent, "folders/") || strings.HasPrefix(parent, "projects/"))
	switch {
	case named:
		id := finding[strings.LastIndex(finding, "/")+1:]
		return withHint(misuse(errors.New("this version reads findings from files, not by their names")),
			quote.Shell("gcloud", "scc", "findings", "list", parent, "--filter=name:"+quote.Filter(id), "--format=json")+" > finding.json")
	case strings.HasPrefix(finding, "https://"):
		return withHint(misuse(errors.New("this version reads findings from files, not from console URLs")),
			"copy the JSON tab of the finding's panel into a file")
	}
	return nil
}

// investigation goes the whole way for one finding and builds the report.
func (g *globals) investigation(ctx context.Context, s subject, how depth) (investigate.Outcome, report.Report, error) {
	return g.reported(ctx, s, g.investigator(s, how), how.rung)
}

// reported is an investigation by an investigator of the command's own.
func (g *globals) reported(ctx context.Context, s subject, i investigate.Investigator, wanted threat.Rung) (investigate.Outcome, report.Report, error) {
	outcome, err := i.Investigate(ctx, s.id)
	if err != nil {
		return outcome, report.Report{}, findingError(err)
	}
	g.saveCase(s, outcome.Finding)
	if g.reveal {
		g.note("--reveal shows values that may be secrets")
	}
	return outcome, report.Build(report.Input{
		Finding: outcome.Finding, Target: outcome.Target, TargetError: outcome.TargetError,
		Evidence: outcome.Evidence, Assessment: outcome.Assessment,
		Reveal: g.reveal, Source: source(s), Wanted: wanted, Now: time.Now(),
	}), nil
}

// source is how the printed commands name the finding; standard input is gone by
// the time that they are pasted.
func source(s subject) string {
	if s.named == "-" {
		return "FINDING"
	}
	return s.named
}

// note tells the user on stderr what stdout does not say.
func (g *globals) note(format string, args ...any) {
	_, _ = fmt.Fprintln(g.process.ErrOut, "note: "+oneLine(fmt.Sprintf(format, args...)))
}
