package gke

import (
	"context"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// maxLabeled is how many pods with the finding's labels are read: one would do.
const maxLabeled = 20

// labeled are the workloads of the pods that have the labels which the finding
// gives for a pod that is gone. Labels alone are shared by many; the workload's
// name has to fit the pod's as well.
func (s *Scene) labeled(ctx context.Context, target threat.Pod, known []suspect) []suspect {
	selector := selecting(s.finding, target)
	if selector == "" {
		return nil
	}
	list, err := s.client.CoreV1().Pods(target.Namespace).List(ctx, metav1.ListOptions{LabelSelector: selector, Limit: maxLabeled})
	if err != nil {
		return nil // one clue less
	}
	var more []suspect
	for i := range list.Items {
		top, ok := topOf(&list.Items[i])
		same := func(one suspect) bool { return one.ref == top }
		if !ok || !fits(top.Name, target.Name) || slices.ContainsFunc(more, same) {
			continue
		}
		if at := slices.IndexFunc(known, same); at >= 0 {
			known[at].labeled = list.Items[i].Name
			continue
		}
		more = append(more, suspect{ref: top, labeled: list.Items[i].Name})
	}
	return more
}

// topOf is the pod's controller, and for a ReplicaSet the Deployment that its name
// points to.
func topOf(pod *corev1.Pod) (metav1.OwnerReference, bool) {
	ref := metav1.GetControllerOf(pod)
	if ref == nil {
		return metav1.OwnerReference{}, false
	}
	if at := strings.LastIndexByte(ref.Name, '-'); ref.Kind == "ReplicaSet" && at > 0 {
		return reference("Deployment", ref.Name[:at]), true
	}
	return reference(ref.Kind, ref.Name), true
}

// fits tells whether a pod's name may come from an owner's.
func fits(owner, pod string) bool {
	return strings.HasPrefix(pod, owner+"-") || strings.HasPrefix(owner, cutName(pod))
}

// cutName is what a long owner's name left of itself in the pod's: names end at 63
// letters, of which the last six are random. It is the whole name for a short one.
func cutName(pod string) string {
	const longest, random = 63, 6
	if len(pod) < longest {
		return pod
	}
	return pod[:longest-random]
}

// selecting turns the finding's labels of the pod into a selector, without those
// that single pods or revisions have. Labels that Kubernetes would refuse select
// nothing.
func selecting(f threat.Finding, target threat.Pod) string {
	own := []string{
		"pod-template-hash", "controller-revision-hash", "pod-template-generation", "statefulset.kubernetes.io/pod-name",
		"apps.kubernetes.io/pod-index", "controller-uid", "batch.kubernetes.io/controller-uid", "job-name",
		"batch.kubernetes.io/job-name", "batch.kubernetes.io/job-completion-index",
	}
	wanted := labels.Set{}
	for _, pod := range f.Pods {
		if pod.Namespace.Raw() != target.Namespace || pod.Name.Raw() != target.Name {
			continue
		}
		for _, label := range pod.Labels {
			if !slices.Contains(own, label.Name.Raw()) {
				wanted[label.Name.Raw()] = label.Value.Raw()
			}
		}
	}
	selector, err := wanted.AsValidatedSelector()
	if err != nil || selector.Empty() {
		return ""
	}
	return selector.String()
}
