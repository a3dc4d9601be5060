package report

import (
	"fmt"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Phrase puts a line of evidence into English. The result is untrusted, since
// names from the container stand in it.
func Phrase(r threat.Reason) untrusted.Text {
	pattern, known := patterns()[r.Code]
	if !known {
		pattern = string(r.Code)
	}
	return untrusted.From(fmt.Sprintf(pattern, words(r)...))
}

// words turns the arguments of a reason into what its pattern takes.
func words(r threat.Reason) []any {
	args := make([]any, 0, len(r.Args))
	for _, arg := range r.Args {
		args = append(args, arg.Raw())
	}
	if len(args) == 0 {
		return args
	}
	switch r.Code { //nolint:exhaustive // the others are worded by their patterns alone
	case threat.ProcessAlive:
		return []any{args[1], args[0], matchWords(threat.MatchReason(r.Args[2].Raw()))}
	case threat.LookFlawed:
		return []any{flawWords(threat.FlawCode(r.Args[0].Raw()), r.Args[1:])}
	case threat.PodUnread, threat.LookFailed, threat.HashesUnread:
		return []any{gapWords(threat.Gap{Reason: threat.GapReason(r.Args[0].Raw()), Detail: r.Args[1]})}
	}
	return args
}

// patterns has the words for each line of evidence; the arguments of the reason
// fill its gaps in their order, but for the few that Phrase words itself.
func patterns() map[threat.ReasonCode]string {
	return map[threat.ReasonCode]string{
		threat.PodOlder:         "the pod was created %s, before the event",
		threat.PodYounger:       "the pod was created %s, after the event: it is a namesake",
		threat.PodNotFound:      "the cluster has no pod of this name any more",
		threat.PodEnded:         "the pod has ended: %s",
		threat.PodDeleting:      "the pod is marked for deletion since %s",
		threat.ContainerOlder:   "the container runs since %s, before the event (%s restarts)",
		threat.ContainerYounger: "the container started %s, after the event (%s restarts)",
		threat.ContainerEnded:   "the container does not run: %s %s",
		threat.ContainerAbsent:  "the pod has no container %q",
		threat.ImageSame:        "the image matches the finding (%s)",
		threat.ImageOther:       "the image digest is %s, in the finding %s",
		threat.ImageNameSame:    "the image has the finding's name, which may stand for another one by now (%s)",
		threat.ImageNameOther:   "the image is %s, in the finding %s",
		threat.OwnerByName:      "%s %s, by the name: %s is built as one of its pods' names",
		threat.OwnerExists:      "%s %s is there, created %s, before the event",
		threat.OwnerYounger:     "%s %s is there, but was created %s, after the event",
		threat.OwnerAbsent:      "no %s %s is there any more",
		threat.OwnerByEvent:     "an event of %s %s says: %s",
		threat.OwnerByObject:    "the finding names %s %s",
		threat.OwnerByLabels:    "%s %s owns pod %s, which has the labels that the finding gives",
		threat.ClocksTooClose:   "it started %s, too near the event for clocks that may differ",
		threat.NoEventTime:      "the finding has no event time to compare with",
		threat.PodUnread:        "the pod could not be read: %s",
		threat.ProcessAlive:     "%s (pid %s) is alive, known by %s",
		threat.ConnectionHeld:   "pid %s holds a connection to %s (%s)",
		threat.DescendantAlive:  "pid %s, %s, was started by pid %s",
		threat.ConnectionSeen:   "a connection to %s (%s) is open, held by no process that the container shows",
		threat.FileSeen:         "%s is still there, changed %s, after the container started",
		threat.PossibleProcess:  "pid %s runs %s like the finding's process, but too little of it can be compared",
		threat.AncestorAlive:    "pid %s, %s, runs since the container started; the finding names it as the parent",
		threat.LookComplete:     "%s processes were seen, none is the finding's",
		threat.NothingToMatch:   "the finding describes no executable, arguments, hash or connection to look for",
		threat.NotLooked:        "nobody looked inside the container",
		threat.LookFailed:       "the look inside the container brought nothing: %s",
		threat.HashesUnread:     "executables could not be compared by hash: %s",
		threat.HashesPartly:     "%s executables could not be hashed",
		threat.OwnToolsOnly:     "according to the container's own tools, which it can forge",
		threat.OddProcess:       "pid %s, %s, has no file or its streams lead out over the network; nothing else ties it to the finding",
		threat.OrphanAlive:      "pid %s, %s, was started after the event by something that has ended since",
		threat.FileUnclear:      "%s is there, and it can't be told since when",
		threat.ClaimUnclear:     "%s processes of the finding have no executable, arguments or hash to look for",
		threat.ContainerSwapped: "the container that was looked into began %s, the pod's status says %s: it was restarted meanwhile",
		threat.LookFlawed:       "%s",
	}
}

func matchWords(reason threat.MatchReason) string {
	switch reason {
	case threat.MatchSocket:
		return "its connection to the finding's address"
	case threat.MatchHash:
		return "the SHA-256 of its executable"
	case threat.MatchExecutable:
		return "an executable that did not come with the image"
	case threat.MatchArguments:
		return "executable and arguments"
	case threat.MatchDescendant:
		return "its parent"
	}
	return string(reason)
}
