package report

import (
	"fmt"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// phrase puts a line of evidence into English. The result is untrusted, since
// names from the container stand in it.
func phrase(r threat.Reason) untrusted.Text {
	arg := func(i int) string {
		if i < len(r.Args) {
			return r.Args[i].Raw()
		}
		return "?"
	}
	pattern := targetPattern(r.Code)
	if pattern == "" {
		pattern = verdictPattern(r.Code)
	}
	switch r.Code {
	case threat.ProcessAlive:
		return untrusted.From(fmt.Sprintf(pattern, arg(1), arg(0), matchWords(threat.MatchReason(arg(2)))))
	case threat.LookFlawed:
		return untrusted.From(flawWords(threat.FlawCode(arg(0)), r.Args[1:]))
	case threat.PodUnread, threat.LookFailed, threat.HashesUnread:
		return untrusted.From(fmt.Sprintf(pattern, gapWords(threat.Gap{Reason: threat.GapReason(arg(0)), Detail: untrusted.From(arg(1))})))
	}
	args := make([]any, len(r.Args))
	for i := range r.Args {
		args[i] = r.Args[i].Raw()
	}
	return untrusted.From(fmt.Sprintf(pattern, args...))
}

func targetPattern(code threat.ReasonCode) string {
	switch code {
	case threat.PodOlder:
		return "the pod was created %s, before the event"
	case threat.PodYounger:
		return "the pod was created %s, after the event: it is a namesake"
	case threat.PodNotFound:
		return "the cluster has no pod of this name any more"
	case threat.PodEnded:
		return "the pod has ended: %s"
	case threat.PodDeleting:
		return "the pod is being deleted since %s"
	case threat.ContainerOlder:
		return "the container runs since %s, before the event (%s restarts)"
	case threat.ContainerYounger:
		return "the container started %s, after the event (%s restarts)"
	case threat.ContainerEnded:
		return "the container does not run: %s %s"
	case threat.ContainerAbsent:
		return "the pod has no container %q"
	case threat.ImageSame:
		return "the image matches the finding (%s)"
	case threat.ImageOther:
		return "the image digest is %s, in the finding %s"
	case threat.ClocksTooClose:
		return "it started %s, too near the event for clocks that may differ"
	case threat.NoEventTime:
		return "the finding has no event time to compare with"
	case threat.PodUnread:
		return "the pod could not be read: %s"
	}
	return ""
}

func verdictPattern(code threat.ReasonCode) string {
	switch code {
	case threat.ProcessAlive:
		return "%s (pid %s) is alive, known by %s"
	case threat.ConnectionHeld:
		return "pid %s holds a connection to %s (%s)"
	case threat.DescendantAlive:
		return "pid %s, %s, was started by pid %s"
	case threat.ConnectionSeen:
		return "a connection to %s (%s) is open, held by no process that the container shows"
	case threat.FileSeen:
		return "%s is still there, changed %s, after the container started"
	case threat.PossibleProcess:
		return "pid %s runs %s like the finding's process, but too little of it can be compared"
	case threat.AncestorAlive:
		return "pid %s, %s, runs since the container started; the finding names it as the parent"
	case threat.LookComplete:
		return "%s processes were seen, none is the finding's"
	case threat.NothingToMatch:
		return "the finding describes no executable, arguments, hash or connection to look for"
	case threat.NotLooked:
		return "nobody looked inside the container"
	case threat.LookFailed:
		return "the look inside the container brought nothing: %s"
	case threat.HashesUnread:
		return "executables could not be compared by hash: %s"
	case threat.HashesPartly:
		return "%s executables could not be hashed"
	case threat.OwnToolsOnly:
		return "according to the container's own tools, which it can forge"
	}
	return string(code)
}

func matchWords(reason threat.MatchReason) string {
	switch reason {
	case threat.MatchSocket:
		return "its connection to the finding's address"
	case threat.MatchHash:
		return "the SHA-256 of its executable"
	case threat.MatchArguments:
		return "executable and arguments"
	case threat.MatchDescendant:
		return "its parent"
	}
	return string(reason)
}
