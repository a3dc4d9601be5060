package gke

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// describeContainer reports a container of any kind. One that the kubelet has
// not reported on has a name and an image only.
func describeContainer(pod *corev1.Pod, name string) threat.ContainerState {
	spec, _ := specOf(pod, name)
	state := threat.ContainerState{Name: untrusted.From(name), Image: untrusted.From(spec.Image)}
	status, ok := statusOf(pod, name)
	if !ok {
		return state
	}
	if status.Image != "" {
		// What runs; the specification's image may be changed while it does.
		state.Image = untrusted.From(status.Image)
	}
	state.ImageID = untrusted.From(status.ImageID)
	state.ID = untrusted.From(status.ContainerID)
	state.Restarts = int(status.RestartCount)
	switch now := status.State; {
	case now.Running != nil:
		state.State, state.Started = threat.Running, now.Running.StartedAt.Time
	case now.Terminated != nil:
		state.State, state.Reason = threat.Terminated, untrusted.From(now.Terminated.Reason)
		state.Started, state.Finished = now.Terminated.StartedAt.Time, now.Terminated.FinishedAt.Time
	default:
		state.State = threat.Waiting
		if now.Waiting != nil {
			state.Reason = untrusted.From(now.Waiting.Reason)
		}
	}
	return state
}

func statusOf(pod *corev1.Pod, name string) (corev1.ContainerStatus, bool) {
	all := slices.Concat(pod.Status.ContainerStatuses, pod.Status.InitContainerStatuses, pod.Status.EphemeralContainerStatuses)
	at := slices.IndexFunc(all, func(c corev1.ContainerStatus) bool { return c.Name == name })
	if at < 0 {
		return corev1.ContainerStatus{}, false
	}
	return all[at], true
}

// specOf finds the specification of a container of any kind. An ephemeral one has
// the same fields under another name.
func specOf(pod *corev1.Pod, name string) (corev1.Container, bool) {
	for _, list := range [][]corev1.Container{pod.Spec.Containers, pod.Spec.InitContainers} {
		if at := slices.IndexFunc(list, func(c corev1.Container) bool { return c.Name == name }); at >= 0 {
			return list[at], true
		}
	}
	for i := range pod.Spec.EphemeralContainers {
		if c := corev1.Container(pod.Spec.EphemeralContainers[i].EphemeralContainerCommon); c.Name == name {
			return c, true
		}
	}
	return corev1.Container{}, false
}
