package plugin

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// help writes a command's help. It is written by hand because cobra's own
// templates keep text/template in the binary, which costs 11 MB: the linker then
// may drop no method of any type.
func help(cmd *cobra.Command, w io.Writer) {
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	put := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	put("%s\n\nUsage:\n  %s\n", about, cmd.UseLine())
	if cmd.Example != "" {
		put("\nExamples:\n%s\n", indented(cmd.Example))
	}
	if cmd.HasAvailableSubCommands() {
		put("\nCommands:\n")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				put("  %-12s %s\n", sub.Name(), sub.Short)
			}
		}
	}
	own, connection := flagGroups(cmd)
	if own.HasAvailableFlags() {
		put("\nFlags:\n%s", own.FlagUsages())
	}
	if connection.HasAvailableFlags() {
		put("\nFlags for the connection, as in kubectl:\n  %s\n", strings.Join(flagNames(connection), " "))
	}
	if cmd.HasAvailableSubCommands() {
		put("\n%s COMMAND --help tells more about a command.\n", cmd.CommandPath())
	}
}

// flagGroups parts the tool's own flags from kubectl's.
func flagGroups(cmd *cobra.Command) (own, connection *pflag.FlagSet) {
	own, connection = pflag.NewFlagSet("own", pflag.ContinueOnError), pflag.NewFlagSet("connection", pflag.ContinueOnError)
	visit := func(f *pflag.Flag) {
		if _, kubectls := f.Annotations[connectionFlag]; kubectls {
			connection.AddFlag(f)
			return
		}
		own.AddFlag(f)
	}
	cmd.LocalFlags().VisitAll(visit)
	cmd.InheritedFlags().VisitAll(visit)
	return own, connection
}

func flagNames(flags *pflag.FlagSet) []string {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Shorthand != "" {
			names = append(names, "-"+f.Shorthand+"/--"+f.Name)
			return
		}
		names = append(names, "--"+f.Name)
	})
	return names
}

func indented(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  ")
}
