// Package assess turns evidence into the two answers of a report: what became of
// the target, and whether the threat is there now. It asks nobody and guesses
// nothing: what can't be told is unknown.
package assess

import (
	"strconv"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Evidence assesses what was gathered for a finding.
func Evidence(f threat.Finding, e threat.Evidence) threat.Assessment {
	var a threat.Assessment
	a.Target, a.TargetReasons = targetState(f, e)
	judgement := judge(f, e)
	a.Verdict, a.Reasons, a.Matches = judgement.verdict, judgement.reasons, judgement.matches
	return a
}

func because(code threat.ReasonCode, args ...untrusted.Text) threat.Reason {
	return threat.Reason{Code: code, Args: args}
}

func number(n int) untrusted.Text { return untrusted.From(strconv.Itoa(n)) }

func instant(t time.Time) untrusted.Text { return untrusted.From(t.UTC().Format(time.RFC3339)) }

func becauseOf(code threat.ReasonCode, gap threat.Gap) threat.Reason {
	return because(code, untrusted.From(string(gap.Reason)), gap.Detail)
}
