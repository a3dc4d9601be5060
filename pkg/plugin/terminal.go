package plugin

import (
	"os"
	"strconv"

	"golang.org/x/term"
	"k8s.io/cli-runtime/pkg/printers"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
)

// terminal finds out what the reader of stdout can see. It asks the process's
// environment and the terminal driver, never the terminal itself: a query can
// hang, and its answer would be read as input.
func (g *globals) terminal() render.Options {
	env := g.process.Getenv
	file, isFile := g.process.Out.(*os.File)
	tty := isFile && term.IsTerminal(int(file.Fd()))
	o := render.Options{Links: g.clickable(tty)}
	forced := env("CLICOLOR_FORCE")
	if printers.AllowsColorOutput(g.process.Out) || forced != "" && forced != "0" && env("NO_COLOR") == "" {
		o.Color = true
	}
	if tty {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil {
			o.Width = width
		}
	} else if width, err := strconv.Atoi(env("COLUMNS")); err == nil {
		o.Width = width
	}
	return o
}

// clickable decides about links. tmux and screen swallow the address, and Cloud
// Shell runs tmux by itself, so that there the whole address has to be seen.
func (g *globals) clickable(tty bool) bool {
	env := g.process.Getenv
	switch g.links {
	case "always":
		return true
	case "never":
		return false
	}
	inside := env("TMUX") != "" || env("STY") != "" || env("CLOUD_SHELL") == "true" || env("GOOGLE_CLOUD_SHELL") == "true"
	plain := env("TERM") == "dumb" || env("TERM") == "linux" || env("TERM") == ""
	return tty && !inside && !plain
}
