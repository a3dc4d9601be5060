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

const (
	// spreadPage is how many pods are read at a time, and held.
	spreadPage = 500
	// smallestPage is read where larger ones are longer than an answer may be.
	smallestPage = 20
	// maxSpread is how many pods are listed for each reason.
	maxSpread = 200
)

// spread pages through the pods of the cluster for those that run the same image
// or as the same service account. It is the one question whose cost grows with the
// cluster. Who may not list the pods of all namespaces sees those of the target's.
func (s *Scene) spread(ctx context.Context) (threat.Spread, error) {
	sweep, err := s.newSweep(ctx)
	if err != nil {
		return threat.Spread{}, err
	}
	err = sweep.pages(ctx, metav1.NamespaceAll)
	if err != nil && sweep.found.Seen == 0 && gapOf(err).Reason == threat.Denied {
		denied := gapOf(err)
		sweep.found.Namespace = sweep.namespace
		if err = sweep.pages(ctx, sweep.namespace); err == nil {
			sweep.found.Rest = denied
		}
	}
	switch {
	case err != nil && sweep.found.Seen == 0:
		return threat.Spread{}, err
	case err != nil:
		sweep.found.Rest = gapOf(err)
	}
	return sweep.result(), nil
}

// sweep looks at one page of pods after the other.
type sweep struct {
	*Scene

	namespace, name string // of the target
	digest, account string
	image, others   []threat.SpreadPod // others share the service account alone
	found           threat.Spread
}

func (s *Scene) newSweep(ctx context.Context) (*sweep, error) {
	target, err := s.podTarget()
	if err != nil {
		return nil, err
	}
	pod, err := s.pod.get(ctx)
	if err != nil && !isGone(err) {
		return nil, err
	}
	found := &sweep{Scene: s, namespace: target.Namespace, name: target.Name}
	if pod != nil {
		found.account = pod.Spec.ServiceAccountName
	}
	_, found.digest = s.compared(ctx, nil)
	if found.digest == "" && found.account == "" {
		return nil, &gap{reason: threat.NotApplicable, detail: "neither the image's digest nor the service account is known"}
	}
	found.found = threat.Spread{Image: untrusted.From(found.digest), ServiceAccount: untrusted.From(found.account)}
	return found, nil
}

func (s *sweep) pages(ctx context.Context, namespace string) error {
	asked := question{verb: "list", resource: "pods", namespace: namespace}
	o := metav1.ListOptions{Limit: spreadPage}
	for {
		page, err := s.client.CoreV1().Pods(namespace).List(ctx, o)
		switch {
		case errors.Is(err, errTooLong) && o.Limit > smallestPage:
			o.Limit /= 5
			continue
		case err != nil:
			return asked.explain(err)
		}
		for i := range page.Items {
			s.compare(&page.Items[i])
		}
		if page.Continue == "" || page.Continue == o.Continue {
			return nil
		}
		o.Continue = page.Continue
	}
}

func (s *sweep) compare(pod *corev1.Pod) {
	s.found.Seen++
	if pod.Name == s.name && pod.Namespace == s.namespace {
		return
	}
	reasons := s.shared(pod)
	list := &s.others
	if slices.Contains(reasons, threat.SharesImage) {
		list = &s.image
	}
	switch {
	case len(reasons) == 0:
	case len(*list) == maxSpread:
		s.found.More++
	default:
		*list = append(*list, describeSpread(pod, reasons))
	}
}

func (s *sweep) shared(pod *corev1.Pod) []threat.SpreadReason {
	var reasons []threat.SpreadReason
	if s.digest != "" && runs(pod, s.digest) {
		reasons = append(reasons, threat.SharesImage)
	}
	if s.account != "" && pod.Namespace == s.namespace && pod.Spec.ServiceAccountName == s.account {
		reasons = append(reasons, threat.SharesAccount)
	}
	return reasons
}

// runs tells whether any container of the pod has the image.
func runs(pod *corev1.Pod, digest string) bool {
	all := slices.Concat(pod.Status.ContainerStatuses, pod.Status.InitContainerStatuses, pod.Status.EphemeralContainerStatuses)
	return slices.ContainsFunc(all, func(c corev1.ContainerStatus) bool { return threat.Digest(untrusted.From(c.ImageID)) == digest })
}

func describeSpread(pod *corev1.Pod, reasons []threat.SpreadReason) threat.SpreadPod {
	found := threat.SpreadPod{
		Namespace: untrusted.From(pod.Namespace), Name: untrusted.From(pod.Name), Node: untrusted.From(pod.Spec.NodeName),
		Phase: untrusted.From(string(pod.Status.Phase)), Reasons: reasons,
	}
	if pod.Status.StartTime != nil {
		found.Started = pod.Status.StartTime.Time
	}
	return found
}

// result lists the pods of the same image before those of the same account alone.
func (s *sweep) result() threat.Spread {
	s.found.Pods = append([]threat.SpreadPod{}, s.image...)
	s.found.Pods = append(s.found.Pods, s.others...)
	if cut := len(s.found.Pods) - maxSpread; cut > 0 {
		s.found.Pods, s.found.More = s.found.Pods[:maxSpread], s.found.More+cut
	}
	return s.found
}
