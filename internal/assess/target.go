package assess

import (
	"cmp"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// clockSkew is how far the clock that stamped the event and the cluster's may be
// apart. A first container that seems to start this little after the event may
// still be the one of the event.
const clockSkew = 5 * time.Second

// targetState compares the pod and container of now with the time of the event:
// a finding carries no UID, so that age is what tells a namesake.
func targetState(f threat.Finding, e threat.Evidence) (threat.TargetState, []threat.Reason) {
	pod, ok := e.Pod.Get()
	if !ok {
		return unreadPod(e.Pod)
	}
	if f.EventTime.IsZero() {
		return threat.TargetUnknown, []threat.Reason{because(threat.NoEventTime)}
	}
	if state, reasons, settled := podAge(f, pod); settled {
		return state, append(reasons, images(f, pod)...)
	}
	state, reasons := containerAge(f, pod.Container)
	reasons = append([]threat.Reason{because(threat.PodOlder, instant(pod.Created))}, reasons...)
	if !pod.Deleting.IsZero() {
		reasons = append(reasons, because(threat.PodDeleting, instant(pod.Deleting)))
	}
	return state, append(reasons, images(f, pod)...)
}

func unreadPod(slot threat.Found[threat.PodState]) (threat.TargetState, []threat.Reason) {
	gap, asked := slot.Gap()
	switch {
	case !asked:
		return threat.TargetUnknown, nil
	case gap.Reason == threat.Gone:
		return threat.TargetGone, []threat.Reason{because(threat.PodNotFound)}
	default:
		return threat.TargetUnknown, []threat.Reason{becauseOf(threat.PodUnread, gap)}
	}
}

// podAge settles the state where the pod itself is another, or has ended.
func podAge(f threat.Finding, pod threat.PodState) (threat.TargetState, []threat.Reason, bool) {
	created := because(threat.PodYounger, instant(pod.Created))
	switch age := pod.Created.Sub(f.EventTime); {
	case age > clockSkew:
		return threat.Replaced, []threat.Reason{created}, true
	case age > 0:
		return threat.TargetUnknown, []threat.Reason{because(threat.ClocksTooClose, instant(pod.Created))}, true
	}
	if phase := pod.Phase.Raw(); phase == "Succeeded" || phase == "Failed" {
		return threat.TargetGone, []threat.Reason{because(threat.PodEnded, pod.Phase)}, true
	}
	return "", nil, false
}

func containerAge(f threat.Finding, c threat.ContainerState) (threat.TargetState, []threat.Reason) {
	restarts := number(c.Restarts)
	switch {
	case c.State == "":
		return threat.TargetUnknown, []threat.Reason{because(threat.ContainerAbsent, c.Name)}
	case c.State != threat.Running && c.Restarts > 0:
		return threat.Restarted, []threat.Reason{because(threat.ContainerEnded, untrusted.From(c.State), c.Reason)}
	case c.State != threat.Running:
		return threat.TargetGone, []threat.Reason{because(threat.ContainerEnded, untrusted.From(c.State), c.Reason)}
	case tooClose(c, f.EventTime):
		return threat.TargetUnknown, []threat.Reason{because(threat.ClocksTooClose, instant(c.Started))}
	case !c.Started.After(f.EventTime):
		return threat.Same, []threat.Reason{because(threat.ContainerOlder, instant(c.Started), restarts)}
	default:
		return threat.Restarted, []threat.Reason{because(threat.ContainerYounger, instant(c.Started), restarts)}
	}
}

// tooClose reports whether the clocks can't tell which was first. The first
// container of a pod can only seem to start after the event; a later one may have
// started after it although its status says before, since the API server keeps no
// fractions of a second.
func tooClose(c threat.ContainerState, event time.Time) bool {
	late := c.Started.Sub(event)
	if c.Restarts == 0 {
		return late > 0 && late <= clockSkew
	}
	return late <= 0 && late > -time.Second
}

// images compares digests where both sides have one, else names. Another digest
// does not make another container: the runtime and SCC may name different layers
// of the same image (its manifest, its index or its configuration).
func images(f threat.Finding, pod threat.PodState) []threat.Reason {
	for _, claimed := range claimedContainers(f, pod) {
		if claimed.Name.Raw() != "" && claimed.Name != pod.Container.Name {
			continue
		}
		if reason, ok := image(claimed, pod.Container); ok {
			return []threat.Reason{reason}
		}
	}
	return nil
}

// claimedContainers are those that the finding puts into the pod, before those
// that it names alone.
func claimedContainers(f threat.Finding, pod threat.PodState) []threat.ClaimedContainer {
	var list []threat.ClaimedContainer
	for _, claimed := range f.Pods {
		if claimed.Namespace == pod.Namespace && claimed.Name == pod.Name {
			list = append(list, claimed.Containers...)
		}
	}
	return append(list, f.Containers...)
}

func image(claimed threat.ClaimedContainer, now threat.ContainerState) (threat.Reason, bool) {
	claim, current := cmp.Or(threat.Digest(claimed.ImageID), threat.Digest(claimed.Image)), threat.Digest(now.ImageID)
	switch {
	case claim != "" && claim == current:
		return because(threat.ImageSame, untrusted.From(current)), true
	case claim != "" && current != "":
		return because(threat.ImageOther, untrusted.From(current), untrusted.From(claim)), true
	case claimed.Image.IsZero() || now.Image.IsZero():
		return threat.Reason{}, false
	case imageName(claimed.Image) == imageName(now.Image):
		return because(threat.ImageNameSame, now.Image), true
	}
	return because(threat.ImageNameOther, now.Image, claimed.Image), true
}

// imageName spells a reference as container runtimes do: a name without a host is
// one of Docker Hub's, and one without a tag stands for latest.
func imageName(image untrusted.Text) string {
	name, _, _ := strings.Cut(image.Raw(), "@")
	host, path, found := strings.Cut(name, "/")
	switch {
	case !found:
		name = "docker.io/library/" + name
	case !strings.ContainsAny(host, ".:") && host != "localhost":
		name = "docker.io/" + name
	case host == "index.docker.io":
		name = "docker.io/" + path
	}
	if !strings.Contains(name[strings.LastIndexByte(name, '/'):], ":") {
		name += ":latest"
	}
	return name
}
