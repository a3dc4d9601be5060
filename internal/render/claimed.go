package render

import (
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// scriptLines is how much of a script a form for people shows; json has all of it.
const scriptLines = 40

// claimedTree draws the finding's processes by their parents.
func (o *outline) claimedTree(claims []threat.ClaimedProcess) {
	drawn := make([]bool, len(claims))
	var nodes []treeNode
	for i, claim := range claims {
		if !hasParent(claims, claim) {
			nodes = claimed(nodes, claims, i, 0, drawn)
		}
	}
	for i := range claims { // a circle of parents has no root
		nodes = claimed(nodes, claims, i, 0, drawn)
	}
	if nodes != nil {
		o.add(tree{nodes})
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

// claimed appends a process and what it started.
func claimed(nodes []treeNode, claims []threat.ClaimedProcess, i, depth int, drawn []bool) []treeNode {
	if drawn[i] {
		return nodes
	}
	drawn[i] = true
	claim := claims[i]
	nodes = append(nodes, claimedNode(claim, depth))
	for child := range claims {
		if claim.PID != 0 && claims[child].ParentPID == claim.PID {
			nodes = claimed(nodes, claims, child, depth+1, drawn)
		}
	}
	return nodes
}

func claimedNumbers(claim threat.ClaimedProcess) string {
	pid, user, cut := "", "", ""
	if claim.PID != 0 {
		pid = "pid " + strconv.Itoa(claim.PID)
	}
	if claim.User != nil {
		user = "uid " + strconv.FormatInt(*claim.User, 10)
	}
	if claim.ArgsTruncated {
		cut = "arguments cut by the finding"
	}
	return dots(pid, user, cut)
}

func claimedNode(claim threat.ClaimedProcess, depth int) treeNode {
	n := treeNode{
		depth: depth, command: commandLine(claim.Args, claim.Binary.Path, claim.Name), numbers: claimedNumbers(claim),
	}
	put := func(line words) { n.details = append(n.details, line) }
	if !claim.Binary.IsZero() {
		put(file("binary", claim.Binary))
	}
	for _, library := range claim.Libraries {
		put(file("library", library))
	}
	if len(claim.Env) > 0 {
		put(append(plain("env "), environment(claim.Env)...))
	}
	if claim.EnvTruncated {
		put(plain("environment cut by the finding"))
	}
	if !claim.Script.IsZero() {
		put(file("script", claim.Script))
	}
	lines := claim.Script.Contents.Lines()
	n.more = max(len(lines)-scriptLines, 0)
	for _, line := range lines[:len(lines)-n.more] {
		n.contents = append(n.contents, esc(line))
	}
	return n
}

func environment(env []threat.EnvVariable) words {
	parts := make([]words, len(env))
	for i, v := range env {
		value := esc(v.Value)
		if v.Redacted != nil {
			value = "‹hidden " + strconv.Itoa(v.Redacted.Length) + " B #" + v.Redacted.Hash + "›"
		}
		parts[i] = named(esc(v.Name) + "=" + value)
	}
	return dotted(parts...)
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
