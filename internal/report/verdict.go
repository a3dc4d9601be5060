package report

import (
	"fmt"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func verdict(in Input) Verdict {
	a := in.Assessment
	return Verdict{State: a.Verdict, Summary: untrusted.From(summary(in)), Evidence: phrases(a.Reasons)}
}

// summary is the one line that a responder reads first.
func summary(in Input) string {
	switch a := in.Assessment; a.Verdict {
	case threat.Active:
		return alive(a.Reasons)
	case threat.TracesLeft:
		return Phrase(a.Reasons[0]).Raw()
	case threat.NotObserved:
		return "a complete look saw neither the finding's process nor its traces, according to the container's own tools"
	case threat.VerdictUnknown:
		if len(a.Reasons) > 0 {
			return "it can't be told: " + Phrase(a.Reasons[0]).Raw()
		}
		return "it can't be told"
	case threat.NotChecked:
		return notChecked(in)
	}
	return string(in.Assessment.Verdict)
}

// notChecked says why nobody looked inside, and what would.
func notChecked(in Input) string {
	_, isPod := in.Target.(threat.Pod)
	_, barred := in.Evidence.Access.Gap()
	switch asked := in.Wanted == threat.Exec; {
	case barred && asked:
		return "nobody looked inside the container: its cluster could not be reached, see Gaps"
	case isPod && asked:
		return "nobody looked inside the container: the finding's name of it was refused, see Gaps"
	case isPod:
		return fmt.Sprintf("nobody looked inside the container; %s does", next(in, "inspect")+" --live")
	}
	return "there is no container to look into from here"
}

// alive names the first process, and its connection where it holds one.
func alive(reasons []threat.Reason) string {
	for i, reason := range reasons {
		next := i + 1
		if reason.Code != threat.ProcessAlive {
			continue
		}
		if next < len(reasons) && reasons[next].Code == threat.ConnectionHeld {
			held := reasons[next].Args
			return fmt.Sprintf("%s (pid %s) still holds a connection to %s", reason.Args[1].Raw(), reason.Args[0].Raw(), held[1].Raw())
		}
		return Phrase(reason).Raw()
	}
	return "a process of the finding is alive"
}
