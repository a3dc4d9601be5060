package plugin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"
)

// globals are the flags of the whole tool and what the process handed over.
type globals struct {
	process Process
	kube    *genericclioptions.ConfigFlags
	offline bool
	timeout time.Duration
	reveal  bool
	links   linksMode
	noCase  bool
}

const defaultTimeout = 30 * time.Second

func (g *globals) addFlags(flags *pflag.FlagSet) {
	g.links = "auto"
	flags.BoolVar(&g.offline, "offline", false, "make no network call")
	flags.DurationVar(&g.timeout, "timeout", defaultTimeout, "deadline for everything together")
	flags.BoolVar(&g.reveal, "reveal", false, "show values of environment variables and tokens that are hidden by default")
	flags.Var(&g.links, "hyperlinks", "make links clickable: auto, always or never")
	flags.BoolVar(&g.noCase, "no-case", false, "neither use nor remember the finding of this terminal's last command")
	own := map[string]bool{}
	flags.VisitAll(func(f *pflag.Flag) { own[f.Name] = true })
	g.kube.AddFlags(flags)
	flags.VisitAll(func(f *pflag.Flag) {
		if !own[f.Name] {
			_ = flags.SetAnnotation(f.Name, connectionFlag, []string{"true"})
		}
	})
}

// connectionFlag marks the flags that are kubectl's own.
const connectionFlag = "kubectl-threat/connection"

// deadline bounds the whole command.
func (g *globals) deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, g.timeout, tooLate{g.timeout})
}

// tooLate is what is said of an input that does not end, such as a pipe whose
// writer hangs.
type tooLate struct{ after time.Duration }

func (e tooLate) Error() string {
	return fmt.Sprintf("it did not end within %s (--timeout sets another time)", e.after)
}

// Unwrap lets it pass for what the standard library says.
func (e tooLate) Unwrap() error { return context.DeadlineExceeded }

func (g *globals) validate() error {
	if g.timeout <= 0 {
		return misuse(fmt.Errorf("--timeout is %s; it takes a positive duration such as 30s", g.timeout))
	}
	if g.offline && *g.kube.Context != "" {
		return misuse(errors.New("--offline asks no cluster, and --context names one: give one of the two"))
	}
	return nil
}

// linksMode is the value of --hyperlinks.
type linksMode string

func (m *linksMode) String() string { return string(*m) }

// Type is what help calls the value.
func (m *linksMode) Type() string { return "mode" }

// Set refuses what is no mode.
func (m *linksMode) Set(s string) error {
	switch s {
	case "auto", "always", "never":
		*m = linksMode(s)
		return nil
	}
	return errors.New("must be auto, always or never")
}
