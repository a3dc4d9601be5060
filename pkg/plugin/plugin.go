// Package plugin is the command line of kubectl threat: it reads what the user
// typed, makes the investigation and prints the report. Another binary embeds the
// whole plugin by calling Run.
package plugin

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/go-logr/logr"
	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/klog/v2"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Process is what a process hands to the plugin, so that only main touches it.
type Process struct {
	Name string   // argv[0]: the name of the plugin's file decides how help calls it
	Args []string // without argv[0]
	genericiooptions.IOStreams
	Getenv func(string) string
}

// Run executes one command line and returns the process's exit status. What went
// wrong is written to ErrOut: one line, and one more where a mend is known.
func Run(ctx context.Context, p Process) int {
	klog.SetLogger(logr.Discard()) //nolint:forbidigo // client-go logs foreign text to stderr
	root := newRoot(p)
	root.SetArgs(p.Args)
	err := root.ExecuteContext(ctx)
	if errors.Is(ctx.Err(), context.Canceled) {
		return exitInterrupted
	}
	if err == nil {
		return exitDone
	}
	complain(p, root, err)
	return exitStatus(err)
}

// complain writes the error. Its text may quote names from a finding or a cluster,
// so that it is escaped like everything from there.
func complain(p Process, root *cobra.Command, err error) {
	var silent *silentError
	if errors.As(err, &silent) {
		return
	}
	_, _ = fmt.Fprintf(p.ErrOut, "error: %s\n", oneLine(err.Error()))
	if hint := hint(err, root.CommandPath()); hint != "" {
		_, _ = fmt.Fprintf(p.ErrOut, "hint: %s\n", oneLine(hint))
	}
}

// oneLine keeps escape notation readable that an error already holds: only what
// would act on the terminal is escaped, and a backslash stays single.
func oneLine(s string) string {
	parts := strings.Split(s, `\`)
	for i, part := range parts {
		parts[i] = untrusted.Escape(part)
	}
	return strings.Join(parts, `\`)
}

func newRoot(p Process) *cobra.Command {
	g := &globals{process: p, kube: genericclioptions.NewConfigFlags(false)}
	root := &cobra.Command{
		Use:           pluginName(p.Name),
		Short:         "Investigate threat findings of Security Command Center",
		Long:          rootHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: displayName(p.Name)},
	}
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.ErrOut)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { help(cmd, p.Out) })
	root.SetUsageFunc(func(cmd *cobra.Command) error { help(cmd, p.ErrOut); return nil })
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return misuse(err) })
	g.addFlags(root.PersistentFlags())
	root.AddCommand(newInspect(g), newPS(g), newShell(g), newExplain(g), newVersion(g))
	return root
}

const rootHelp = `Investigate threat findings of Security Command Center: what happened, where,
and is it still there? Takes a finding of Container Threat Detection (GKE) or
Cloud Run Threat Detection and goes through the seven steps of its playbook.`

func noSuchCommand(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misuse(fmt.Errorf("there is no command %q", args[0]))
	}
	return nil
}

// pluginName is the file's name without what kubectl and Windows add to it.
func pluginName(argv0 string) string {
	name := strings.TrimSuffix(filepath.Base(filepath.ToSlash(argv0)), ".exe")
	return strings.TrimPrefix(name, "kubectl-")
}

// displayName is how a user calls the plugin: kubectl turns the underscores of
// the file's name into dashes.
func displayName(argv0 string) string {
	return "kubectl " + strings.ReplaceAll(pluginName(argv0), "_", "-")
}
