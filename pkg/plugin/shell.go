package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-threat/kubectl-threat/internal/shell"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/tty"
)

type shellOptions struct {
	container, findingID        string
	reason                      string
	yes                         bool
	noRecord, recordInput, rawT bool
}

func newShell(g *globals) *cobra.Command {
	o := &shellOptions{}
	cmd := &cobra.Command{
		Use:   "shell [FINDING|pod/NAME] [-- COMMAND [ARG...]]",
		Short: "Open a recorded shell in the finding's container",
		Long: `Open a shell in the finding's container, or run one command there.

FINDING is a file; without one, it is the finding that the last command in this
terminal worked on, for 8 hours. pod/NAME needs no finding: it is a pod of the
current context, or of --context.

The session is recorded as an asciicast, with the container's output and without
what you type, unless --record-input. Colours and cursor movement reach your
terminal; titles, links, the clipboard and queries do not, unless --raw-tty.
Ctrl-] pressed three times within a second leaves a session that hangs.

The shell's exit status is passed through; 125 says that there was no session, or
that it broke.`,
		Example: `kubectl threat shell finding.json
kubectl threat shell pod/basket-0 -n checkout -c app
kubectl threat shell finding.json -- ls -la /tmp
echo id | kubectl threat shell finding.json`,
		Args: shellArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return ownFailure(o.run(cmd, g, args)) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.container, "container", "c", "", "which container, where the finding or the pod leaves it open")
	flags.StringVar(&o.findingID, "finding", "", "which finding of a file that holds several, by its id")
	flags.StringVar(&o.reason, "reason", "", "why you look; kept in the recording")
	flags.BoolVar(&o.yes, "yes", false, "go on without a question")
	flags.BoolVar(&o.noRecord, "no-record", false, "record nothing")
	flags.BoolVar(&o.recordInput, "record-input", false, "record what you type, too; passwords are part of that")
	flags.BoolVar(&o.rawT, "raw-tty", false, "let everything through to your terminal, whatever it does there")
	return cmd
}

// exitOwn is what shell answers where the status is not that of the far command.
const exitOwn = 125

// ownFailure tells the plugin's own failure from the far command's status. What
// has a status of its own keeps it.
func ownFailure(err error) error {
	if err != nil && exitStatus(err) == exitFailed {
		return withStatus(exitOwn, err)
	}
	return err
}

// shellArgs takes at most one argument in front of the dashes.
func shellArgs(cmd *cobra.Command, args []string) error {
	before := args
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		if before = args[:dash]; dash == len(args) {
			return misuse(errors.New("there is no command behind --"))
		}
	}
	switch {
	case len(before) > 1:
		return withHint(misuse(fmt.Errorf("shell takes one FINDING, and there is a second argument, %q", before[1])),
			fmt.Sprintf("a command stands behind two dashes: %s %s -- %s", cmd.CommandPath(), before[0], strings.Join(before[1:], " ")))
	case len(before) == 1 && isPod(before[0]):
		return nil
	}
	return oneOrCase(cmd, before)
}

func (o shellOptions) run(cmd *cobra.Command, g *globals, args []string) error {
	var command []string
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		args, command = args[:dash], args[dash:]
	}
	input, err := o.validate(g, args, command)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	r, err := o.find(cmd, g, args)
	if err != nil {
		return err
	}
	if err := o.consent(ctx, g, r, input, len(args) == 0); err != nil {
		return err
	}
	return o.hold(ctx, g, r, command, input)
}

// validate looks for mistakes and asks nobody.
func (o shellOptions) validate(g *globals, args, command []string) (*tty.Input, error) {
	if err := g.validate(); err != nil {
		return nil, err
	}
	named := ""
	if len(args) > 0 {
		named = args[0]
	}
	switch {
	case g.offline:
		return nil, misuse(errors.New("shell goes into a running container, which --offline forbids"))
	case o.noRecord && o.recordInput:
		return nil, misuse(errors.New("--record-input wants more in the recording, and --no-record wants none: give one of the two"))
	case o.findingID != "" && isPod(named):
		return nil, misuse(errors.New("--finding picks one of a file's findings, and a pod is named"))
	case named != "-":
		return tty.NewInput(g.process.In), nil
	case command == nil:
		return nil, withHint(misuse(errors.New("the finding can't come from standard input, which the shell is to read")),
			"save it in a file")
	}
	return tty.NewInput(strings.NewReader("")), nil
}

// consent asks before what the user may not have meant: the finding of another
// command, or the cluster's own pods.
func (o shellOptions) consent(ctx context.Context, g *globals, r room, input *tty.Input, fromCase bool) error {
	var why string
	switch {
	case threat.SystemNamespace(r.in.Namespace):
		why = systemWarning(r.in.Namespace)
		g.note("%s", why)
	case fromCase:
		why = "no FINDING is given, only remembered"
	default:
		return nil
	}
	if o.yes {
		return nil
	}
	_, asks := tty.Is(g.process.In)
	if _, shows := tty.Is(g.process.ErrOut); !asks || !shows {
		return withHint(misuse(fmt.Errorf("%s, and there is no terminal to ask on", why)), "--yes goes on without a question")
	}
	_, _ = fmt.Fprintf(g.process.ErrOut, "Open a shell in %s? [y/N] ", oneLine(r.String()))
	answer, err := input.Line(ctx)
	if err != nil {
		return fmt.Errorf("waiting for an answer: %w", err)
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return withStatus(exitInterrupted, errors.New("no shell was opened"))
}

// hold holds the session and says what came of it.
func (o shellOptions) hold(ctx context.Context, g *globals, r room, command []string, input *tty.Input) error {
	terminal := tty.Of(g.process.In, g.process.Out)
	record, err := o.record(g, r, command, terminal)
	if err != nil {
		return withHint(err, "--no-record goes on without a recording")
	}
	g.before(r, record, terminal != nil)
	outcome, err := shell.Session{
		Door: r.door, In: r.in, Command: command,
		Stdin: input, Stdout: g.process.Out, Stderr: g.process.ErrOut, Terminal: terminal, Raw: o.rawT,
		Recording: record, Typed: o.recordInput, Within: g.timeout,
	}.Hold(ctx)
	g.after(outcome, record)
	if err != nil {
		return g.broken(ctx, r, outcome, err)
	}
	if outcome.ExitCode == 0 {
		return nil
	}
	g.lookBack(ctx, r, outcome.ExitCode)
	return &silentError{outcome.ExitCode}
}
