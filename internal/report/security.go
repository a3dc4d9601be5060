package report

import (
	"slices"
	"strconv"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// noteworthy says what a container may do beyond the ordinary, the gravest first.
// What nearly every pod has is left to the machine output.
func noteworthy(s threat.Security) []untrusted.Text {
	var words []untrusted.Text
	note := func(so bool, word string) {
		if so {
			words = append(words, untrusted.From(word))
		}
	}
	note(s.Privileged, "privileged")
	note(s.HostPID, "host's processes")
	note(s.HostNetwork, "host's network")
	note(s.HostIPC, "host's IPC")
	for _, path := range s.HostPaths {
		note(true, "node's "+path.Path.Raw()+" at "+path.Mount.Raw()+either(path.ReadOnly, " (read-only)", " (writable)"))
	}
	for _, capability := range s.Added {
		// The one that the strictest Pod Security standard lets a pod add.
		note(capability.Raw() != "NET_BIND_SERVICE", "capability "+capability.Raw())
	}
	note(s.User != nil && *s.User == 0, "runs as root"+setBy(s, "runAsUser"))
	note(s.User != nil && *s.User != 0, "runs as uid "+uid(s.User)+setBy(s, "runAsUser"))
	note(s.AllowPrivilegeEscalation != nil && *s.AllowPrivilegeEscalation, "may gain privileges")
	note(s.Seccomp.Raw() == "Unconfined", "no seccomp filter"+setBy(s, "seccompProfile"))
	note(s.UnmaskedProc, "unmasked /proc")
	note(s.SharedProcesses, "sees the pod's other containers' processes")
	note(s.ReadOnlyRoot, "read-only root")
	note(s.TokenMounted, "service account token mounted")
	return words
}

func uid(user *int64) string {
	if user == nil {
		return ""
	}
	return strconv.FormatInt(*user, 10)
}

// setBy names the level only where it is the pod's, which counts for every
// container that has no setting of its own.
func setBy(s threat.Security, setting string) string {
	return either(s.SetBy[setting] == threat.SetByPod, " (set for the pod)", "")
}

func either(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}

// imageMatch says what the evidence tells of the image beside the finding's.
func imageMatch(a threat.Assessment) string {
	match := map[threat.ReasonCode]string{
		threat.ImageSame: "same", threat.ImageOther: "other",
		threat.ImageNameSame: "same-name", threat.ImageNameOther: "other-name",
	}
	at := slices.IndexFunc(a.TargetReasons, func(r threat.Reason) bool { return match[r.Code] != "" })
	if at < 0 {
		return ""
	}
	return match[a.TargetReasons[at].Code]
}
