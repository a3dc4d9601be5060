package gke

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// maxSiblings is how many pods of a workload are read.
const maxSiblings = 100

var errSelectsAll = errors.New("the owner's selector selects every pod")

// siblings lists the other pods of the workload, by the labels that the pod's
// controller selects. Those of the other revisions of a Deployment count, too.
func (s *Scene) siblings(ctx context.Context) (threat.Siblings, error) {
	target, err := s.podTarget()
	if err != nil {
		return threat.Siblings{}, err
	}
	first, err := s.controller.get(ctx)
	switch {
	case err != nil:
		return threat.Siblings{}, err
	case first.ref == nil:
		return threat.Siblings{}, nil // an answer: nobody's pod has no siblings
	case first.err != nil:
		return threat.Siblings{}, first.err
	}
	asked := question{verb: "list", resource: "pods", namespace: target.Namespace}
	selector, err := first.selects()
	if err != nil {
		return threat.Siblings{}, asked.explain(err)
	}
	list, err := s.client.CoreV1().Pods(target.Namespace).List(ctx, metav1.ListOptions{LabelSelector: selector, Limit: maxSiblings})
	if err != nil {
		return threat.Siblings{}, asked.explain(err)
	}
	found := threat.Siblings{Cut: list.Continue != ""}
	for i := range list.Items {
		if pod := &list.Items[i]; pod.Name != target.Name && first.owns(pod) {
			found.Pods = append(found.Pods, s.describeSibling(ctx, pod))
		}
	}
	return found, nil
}

// selects turns the owner's selector into one for a request. What a Deployment
// selects is what its ReplicaSets do but for the hash of the revision, so that
// nobody has to wait for the Deployment.
func (c controller) selects() (string, error) {
	if c.found.selector == nil {
		return "", &gap{reason: threat.NotBuilt, detail: "the pods of a " + oneLine(c.ref.Kind) + " are not listed"}
	}
	wanted := c.found.selector.DeepCopy()
	if c.deployment() != "" {
		maps.DeleteFunc(wanted.MatchLabels, func(key, _ string) bool { return key == appsv1.DefaultDeploymentUniqueLabelKey })
	}
	selector, err := metav1.LabelSelectorAsSelector(wanted)
	switch {
	case err != nil:
		return "", err
	case selector.Empty():
		return "", errSelectsAll
	}
	return selector.String(), nil
}

// deployment is the Deployment that the pods hang on through their ReplicaSets.
func (c controller) deployment() string {
	switch {
	case c.ref.Kind == "Deployment":
		return c.ref.Name
	case c.ref.Kind == "ReplicaSet" && c.found.owner != nil && c.found.owner.Kind == "Deployment":
		return c.found.owner.Name
	}
	return ""
}

// owns tells whether a pod that has the labels is the workload's: labels alone
// make no sibling. The ReplicaSets of a Deployment bear its name.
func (c controller) owns(pod *corev1.Pod) bool {
	ref := metav1.GetControllerOf(pod)
	if ref == nil {
		return false
	}
	if ref.UID == c.found.uid {
		return true
	}
	name := c.deployment()
	return name != "" && ref.Kind == "ReplicaSet" && strings.HasPrefix(ref.Name, name+"-")
}

func (s *Scene) describeSibling(ctx context.Context, pod *corev1.Pod) threat.Sibling {
	sibling := threat.Sibling{
		Namespace: untrusted.From(pod.Namespace), Name: untrusted.From(pod.Name),
		Phase: untrusted.From(string(pod.Status.Phase)), Node: untrusted.From(pod.Spec.NodeName),
	}
	if ref := metav1.GetControllerOf(pod); ref != nil {
		sibling.Owner = untrusted.From(ref.Name)
	}
	name, digest := s.compared(ctx, pod)
	container := describeContainer(pod, name)
	sibling.ImageID, sibling.Restarts = container.ImageID, container.Restarts
	sibling.Started = began(pod, container)
	if own := threat.Digest(container.ImageID); own != "" && digest != "" {
		same := own == digest
		sibling.SameImage = &same
	}
	return sibling
}

// began is since when a container runs, else when the pod was started.
func began(pod *corev1.Pod, container threat.ContainerState) time.Time {
	if container.Started.IsZero() && pod.Status.StartTime != nil {
		return pod.Status.StartTime.Time
	}
	return container.Started
}

// compared returns the container that stands for the target's in a sibling, and
// the digest of the target's image: as the cluster says it, else as the finding.
func (s *Scene) compared(ctx context.Context, sibling *corev1.Pod) (name, digest string) {
	target, _ := s.podTarget()
	digest = cmp.Or(threat.Digest(target.ImageID), threat.Digest(target.Image))
	if pod, err := s.pod.get(ctx); err == nil {
		name, _ = pickContainer(pod, target.Container)
		digest = cmp.Or(threat.Digest(describeContainer(pod, name).ImageID), digest)
	}
	if sibling != nil && !slices.Contains(containerNames(sibling), name) {
		name, _ = pickContainer(sibling, target.Container)
	}
	return name, digest
}
