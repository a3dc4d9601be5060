package plugin

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
)

// build says which source the binary was made from.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Modified bool   `json:"modified,omitempty"` // the tree had changes that no commit holds
	Time     string `json:"time,omitempty"`     // of the commit
	Go       string `json:"goVersion"`
}

// thisBuild reads what the Go toolchain stamped into the binary.
func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build{Version: "unknown"}
	}
	b := build{Version: info.Main.Version, Go: info.GoVersion}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value
		case "vcs.modified":
			b.Modified = setting.Value == "true"
		case "vcs.time":
			b.Time = setting.Value
		}
	}
	return b
}

func newVersion(g *globals) *cobra.Command {
	output := versionFlag("text")
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show the version",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			switch b := thisBuild(); output {
			case "json":
				return render.JSON(g.process.Out, b)
			case "yaml":
				return render.YAML(g.process.Out, b)
			default:
				_, err := fmt.Fprintln(g.process.Out, strings.Join(slices.DeleteFunc(
					[]string{b.Version, b.Commit, b.Go}, func(s string) bool { return s == "" }), " "))
				return err
			}
		},
	}
	cmd.Flags().VarP(&output, "output", "o", "text, json or yaml")
	return cmd
}

// versionFlag is the value of version -o.
type versionFlag string

func (f *versionFlag) String() string { return string(*f) }

// Type is what help calls the value.
func (f *versionFlag) Type() string { return "format" }

// Set refuses what is no format.
func (f *versionFlag) Set(s string) error {
	if !slices.Contains([]string{"text", "json", "yaml"}, s) {
		return errors.New("must be text, json or yaml")
	}
	*f = versionFlag(s)
	return nil
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misuse(fmt.Errorf("this command takes no argument, and there is %q", args[0]))
	}
	return nil
}
