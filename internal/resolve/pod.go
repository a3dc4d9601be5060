package resolve

import (
	"slices"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// pod returns the pod that a finding is about, without its cluster and node,
// and whether it names a valid one. SCC writes one record per affected
// container, so that records of one pod and container count once.
func pod(f threat.Finding, name resourceName, refused *refusals) (threat.Pod, bool) {
	claims := podClaims(f, name)
	chosen, why := choose(claims, f.Containers)
	var target threat.Pod
	var seen []threat.PodName
	for i, claim := range claims {
		podName, ok := validPod(claim, i, refused)
		if i == chosen {
			if !ok {
				return threat.Pod{}, false
			}
			target = targetPod(claim, podName, f.Containers, refused)
			continue
		}
		if ok {
			podName.Container = refused.take(numbered("container name", i), containerOf(claim).Name, label())
			if !slices.Contains(seen, podName) {
				seen = append(seen, podName)
			}
		}
	}
	own := threat.PodName{Namespace: target.Namespace, Name: target.Name, Container: target.Container}
	target.Others = slices.DeleteFunc(seen, func(other threat.PodName) bool { return other == own })
	if len(target.Others) == 0 {
		target.Others = nil
	} else {
		target.Choice = why
	}
	return target, len(claims) > 0
}

// podClaims returns the finding's pods, one claim per container, or the pod that
// its resource's name holds behind the cluster, as
// …/clusters/C/k8s/namespaces/N/pods/P does.
func podClaims(f threat.Finding, name resourceName) []threat.ClaimedPod {
	var claims []threat.ClaimedPod
	for _, pod := range f.Pods {
		if len(pod.Containers) == 0 {
			claims = append(claims, pod)
		}
		for i := range pod.Containers {
			claims = append(claims, threat.ClaimedPod{Namespace: pod.Namespace, Name: pod.Name, Containers: pod.Containers[i : i+1]})
		}
	}
	if len(claims) > 0 {
		return claims
	}
	if inName := name.first("pods"); name.host == hostGKE && !inName.IsZero() {
		return []threat.ClaimedPod{{Namespace: name.first("namespaces"), Name: inName}}
	}
	return nil
}

// choose returns which of the finding's pods is the target: the first that runs
// the container which the finding names, else the first.
func choose(pods []threat.ClaimedPod, containers []threat.ClaimedContainer) (int, threat.Choice) {
	if len(containers) == 0 {
		return 0, threat.First
	}
	named := slices.IndexFunc(pods, func(p threat.ClaimedPod) bool {
		own := containerOf(p).Name
		return own == containers[0].Name && !own.IsZero()
	})
	if named < 0 {
		return 0, threat.First
	}
	return named, threat.NamesContainer
}

// validPod returns the plain name of a claimed pod. A pod without a namespace
// can't be asked for.
func validPod(claim threat.ClaimedPod, i int, refused *refusals) (threat.PodName, bool) {
	namespace := refused.take(numbered("namespace", i), claim.Namespace, label())
	if claim.Namespace.IsZero() {
		refused.add(&BadName{Field: numbered("namespace", i) + " of the pod"})
	}
	name := refused.take(numbered("pod name", i), claim.Name, subdomain())
	return threat.PodName{Namespace: namespace, Name: name}, namespace != "" && name != ""
}

// targetPod fills in the container: the record's own, seen with what the finding
// says of the container elsewhere.
func targetPod(claim threat.ClaimedPod, name threat.PodName, containers []threat.ClaimedContainer, refused *refusals) threat.Pod {
	c := containerOf(claim)
	for _, other := range containers {
		if c.Name.IsZero() || c.Name == other.Name {
			c = threat.ClaimedContainer{
				Name:    either(c.Name, other.Name),
				Image:   either(c.Image, other.Image),
				ImageID: either(c.ImageID, other.ImageID),
			}
			break
		}
	}
	return threat.Pod{
		Namespace: name.Namespace,
		Name:      name.Name,
		Container: refused.take("container name", c.Name, label()),
		Image:     c.Image,
		ImageID:   c.ImageID,
	}
}

// containerOf returns the container of a claim, if it names one.
func containerOf(claim threat.ClaimedPod) threat.ClaimedContainer {
	if len(claim.Containers) == 0 {
		return threat.ClaimedContainer{}
	}
	return claim.Containers[0]
}

func either(a, b untrusted.Text) untrusted.Text {
	if a.IsZero() {
		return b
	}
	return a
}
