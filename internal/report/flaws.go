package report

import (
	"fmt"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// flawWords says why a look proves no absence.
func flawWords(code threat.FlawCode, args []untrusted.Text) string {
	list := make([]string, len(args))
	for i, arg := range args {
		list[i] = arg.Raw()
	}
	detail := strings.Join(list, ", ")
	switch code {
	case threat.FlawCut:
		return with("the answer from the container was cut", detail)
	case threat.FlawForged:
		return with("the answer from the container contradicts itself", detail)
	case threat.FlawHidden:
		return with("the container's tools hide processes that exist", "pid "+detail)
	case threat.FlawUncounted:
		return with("the processes could not be counted a second way", detail)
	case threat.FlawPreload:
		return with("a library is loaded into every program of the container and may hide processes", detail)
	case threat.FlawUnreadable:
		return with("what could not be read", detail)
	case threat.FlawNoTools:
		return with("the image lacks the tools for a complete look", detail)
	case threat.FlawCap:
		return with("there was more to read than the limit", detail)
	}
	return with(string(code), detail)
}

func with(sentence, detail string) string {
	if detail == "" || detail == "pid " {
		return sentence
	}
	return sentence + " (" + detail + ")"
}

// gapWords says why a question has no answer.
func gapWords(gap threat.Gap) string {
	detail := gap.Detail.Raw()
	switch gap.Reason {
	case threat.Denied:
		return with("not allowed", detail)
	case threat.TimedOut:
		return with("no answer in time", detail)
	case threat.Gone:
		return with("it is gone", detail)
	case threat.Failed:
		return detail
	case threat.NotApplicable:
		return with("it does not apply here", detail)
	case threat.Offline:
		return "the cluster was not asked"
	case threat.OtherCluster:
		return detail
	case threat.NoTools:
		return with("the container has no tool for it", detail)
	case threat.NotBuilt:
		return with("this version does not ask", detail)
	}
	return fmt.Sprintf("%s %s", gap.Reason, detail)
}
