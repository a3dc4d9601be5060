package render

import (
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// scriptLines is how much of a script the text form shows; json has all of it.
const scriptLines = 40

// claimedTree draws the finding's processes by their parents.
func (p *page) claimedTree(claims []threat.ClaimedProcess) {
	drawn := make([]bool, len(claims))
	for i, claim := range claims {
		if !hasParent(claims, claim) {
			p.claimed(claims, i, 0, drawn)
		}
	}
	for i := range claims { // a circle of parents has no root
		p.claimed(claims, i, 0, drawn)
	}
}

func hasParent(claims []threat.ClaimedProcess, child threat.ClaimedProcess) bool {
	for _, claim := range claims {
		if claim.PID != 0 && claim.PID == child.ParentPID && claim.PID != child.PID {
			return true
		}
	}
	return false
}

func (p *page) claimed(claims []threat.ClaimedProcess, i, depth int, drawn []bool) {
	if drawn[i] {
		return
	}
	drawn[i] = true
	claim := claims[i]
	branch := ""
	if depth > 0 {
		branch = strings.Repeat("   ", depth-1) + "└─ "
	}
	indent := 3 * depth
	p.hanging(branch+p.theme.bold.Render(commandLine(claim.Args, claim.Binary.Path, claim.Name))+claimedNumbers(claim), indent+2)
	p.claimedDetails(claim, strings.Repeat(" ", indent+2))
	for child := range claims {
		if claim.PID != 0 && claims[child].ParentPID == claim.PID {
			p.claimed(claims, child, depth+1, drawn)
		}
	}
}

func claimedNumbers(claim threat.ClaimedProcess) string {
	numbers := ""
	if claim.PID != 0 {
		numbers = "   pid " + strconv.Itoa(claim.PID)
	}
	if claim.User != nil {
		numbers += " · uid " + strconv.FormatInt(*claim.User, 10)
	}
	if claim.ArgsTruncated {
		numbers += " · arguments cut by the finding"
	}
	return numbers
}

func (p *page) claimedDetails(claim threat.ClaimedProcess, indent string) {
	put := func(s string) { p.hanging(indent+s, len(indent)+2) }
	if !claim.Binary.IsZero() {
		put(p.file("binary", claim.Binary))
	}
	for _, library := range claim.Libraries {
		put(p.file("library", library))
	}
	if env := environment(claim.Env); env != "" {
		put("env " + env)
	}
	if claim.EnvTruncated {
		put("environment cut by the finding")
	}
	if !claim.Script.IsZero() {
		put(p.file("script", claim.Script))
		p.contents(claim.Script.Contents, indent)
	}
}

// contents shows a script line by line behind a gutter, so that no line of it can
// pass for ours.
func (p *page) contents(t untrusted.Text, indent string) {
	lines := t.Lines()
	for i, line := range lines {
		if i == scriptLines {
			p.line(indent + p.theme.faint.Render("│ … "+strconv.Itoa(len(lines)-i)+" more lines: -o json shows all"))
			return
		}
		for _, part := range wrap(esc(line), max(p.width-margin-len(indent)-2, 20)) {
			p.line(indent + p.theme.faint.Render("│ ") + part)
		}
	}
}

func environment(env []threat.EnvVariable) string {
	parts := make([]string, len(env))
	for i, v := range env {
		value := esc(v.Value)
		if v.Redacted != nil {
			value = "‹hidden " + strconv.Itoa(v.Redacted.Length) + " B #" + v.Redacted.Hash + "›"
		}
		parts[i] = esc(v.Name) + "=" + value
	}
	return strings.Join(parts, " · ")
}

// commandLine shows arguments so that their boundaries can be seen.
func commandLine(args []untrusted.Text, otherwise ...untrusted.Text) string {
	if len(args) == 0 {
		for _, name := range otherwise {
			if !name.IsZero() {
				return esc(name)
			}
		}
		return "?"
	}
	words := make([]string, len(args))
	for i, arg := range args {
		word := esc(arg)
		if word == "" || strings.ContainsAny(word, " \t\"'$&;|<>()*?#`") {
			word = `"` + strings.ReplaceAll(word, `"`, `\"`) + `"`
		}
		words[i] = word
	}
	return strings.Join(words, " ")
}
