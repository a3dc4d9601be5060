package gke

import (
	"context"
	"errors"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// defaultContainer is the annotation by which a pod says which container a
// command means that names none (kubernetes.io/docs/reference/labels-annotations-taints).
const defaultContainer = "kubectl.kubernetes.io/default-container"

var errNoPod = errors.New("the answer is no pod of that name")

// podTarget returns the target as a pod. Only a scene of a pod asks for one.
func (s *Scene) podTarget() (threat.Pod, error) {
	pod, ok := s.target.(threat.Pod)
	if !ok {
		return pod, &gap{reason: threat.NotApplicable, detail: s.target.String() + " is no pod"}
	}
	return pod, nil
}

func (s *Scene) readPod(ctx context.Context) (*corev1.Pod, error) {
	target, err := s.podTarget()
	if err != nil {
		return nil, err
	}
	asked := question{verb: "get", resource: "pods", namespace: target.Namespace, name: target.Name}
	pod, err := s.client.CoreV1().Pods(target.Namespace).Get(ctx, target.Name, metav1.GetOptions{})
	if err != nil {
		return nil, asked.explain(err)
	}
	// A proxy that answers for the API server may answer anything.
	if pod.Name != target.Name || pod.Namespace != target.Namespace || pod.UID == "" {
		return nil, asked.explain(errNoPod)
	}
	return pod, nil
}

func (s *Scene) podState(ctx context.Context) (threat.PodState, error) {
	target, err := s.podTarget()
	if err != nil {
		return threat.PodState{}, err
	}
	pod, err := s.pod.get(ctx)
	if err != nil {
		return threat.PodState{}, err
	}
	return describePod(pod, target.Container), nil
}

func describePod(pod *corev1.Pod, container string) threat.PodState {
	state := threat.PodState{
		Namespace:      untrusted.From(pod.Namespace),
		Name:           untrusted.From(pod.Name),
		UID:            untrusted.From(string(pod.UID)),
		Phase:          untrusted.From(string(pod.Status.Phase)),
		Reason:         untrusted.From(pod.Status.Reason),
		Created:        pod.CreationTimestamp.Time,
		Node:           untrusted.From(pod.Spec.NodeName),
		ServiceAccount: untrusted.From(pod.Spec.ServiceAccountName),
		Containers:     untrusted.All(containerNames(pod)),
		Labels:         texts(pod.Labels),
	}
	if pod.DeletionTimestamp != nil {
		state.Deleting = pod.DeletionTimestamp.Time
	}
	name, ok := pickContainer(pod, container)
	if ok {
		state.Container = describeContainer(pod, name)
	}
	state.Security = describeSecurity(pod, name)
	return state
}

func texts(plain map[string]string) map[untrusted.Text]untrusted.Text {
	if len(plain) == 0 {
		return nil
	}
	texts := make(map[untrusted.Text]untrusted.Text, len(plain))
	for key, value := range plain {
		texts[untrusted.From(key)] = untrusted.From(value)
	}
	return texts
}

// pickContainer finds the container that is meant: the one that the finding
// names, else the one that the pod names, else the only one. Init and ephemeral
// containers are meant only where the finding names them.
func pickContainer(pod *corev1.Pod, named string) (string, bool) {
	all := containerNames(pod)
	if named != "" {
		return named, slices.Contains(all, named)
	}
	if chosen := pod.Annotations[defaultContainer]; slices.Contains(all, chosen) {
		return chosen, true
	}
	if len(pod.Spec.Containers) == 1 {
		return pod.Spec.Containers[0].Name, true
	}
	return "", false
}

// containerNames lists the containers of all kinds, the ordinary ones first.
func containerNames(pod *corev1.Pod) []string {
	var names []string
	for i := range pod.Spec.Containers {
		names = append(names, pod.Spec.Containers[i].Name)
	}
	for i := range pod.Spec.InitContainers {
		names = append(names, pod.Spec.InitContainers[i].Name)
	}
	for i := range pod.Spec.EphemeralContainers {
		names = append(names, pod.Spec.EphemeralContainers[i].Name)
	}
	return names
}
