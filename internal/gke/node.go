package gke

import (
	"context"
	"errors"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// What GKE notes on its nodes. The instance id is the one by which Cloud Logging
// knows the VM.
const (
	instanceID = "container.googleapis.com/instance_id"
	nodePool   = "cloud.google.com/gke-nodepool"
	zone       = corev1.LabelTopologyZone
)

var errNoNode = errors.New("the answer is no node of that name")

// nodeOfPod asks for the node that the finding names, at once: the event was
// there, and a pod never moves. Without it the pod says where it runs. Where the
// pod of the event is gone, its events may still say where it ran.
func (s *Scene) nodeOfPod(ctx context.Context) (threat.NodeState, error) {
	target, err := s.podTarget()
	if err != nil {
		return threat.NodeState{}, err
	}
	if target.Node != "" {
		return s.readNode(ctx, target.Node)
	}
	name, via, err := s.whereItRan(ctx)
	if err != nil {
		return threat.NodeState{}, err
	}
	node, err := s.readNode(ctx, name)
	node.Via = via
	return node, err
}

// whereItRan names the node of the pod of the event, and by which way it is known.
func (s *Scene) whereItRan(ctx context.Context) (name, via string, err error) {
	pod, err := s.pod.get(ctx)
	if err != nil && !isGone(err) {
		return "", "", err
	}
	if err == nil && !s.isNamesake(pod) {
		name, err = nodeName(pod)
		return name, "", err
	}
	if told := s.nodeTold(ctx, pod); told != "" {
		return told, threat.ViaEvent, nil
	}
	if err != nil {
		return "", "", err // gone, and nobody tells
	}
	name, err = nodeName(pod)
	return name, threat.ViaNamesake, err
}

func nodeName(pod *corev1.Pod) (string, error) {
	if pod.Spec.NodeName == "" {
		return "", &gap{reason: threat.NotApplicable, detail: "the pod has no node yet"}
	}
	return pod.Spec.NodeName, nil
}

// isNamesake tells whether the pod was made after the event.
func (s *Scene) isNamesake(pod *corev1.Pod) bool {
	return !s.finding.EventTime.IsZero() && pod.CreationTimestamp.After(s.finding.EventTime)
}

// nodeTold is the node of the event of the pod that is nearest to the finding's
// event. Those of the namesake, where there is one, tell nothing.
func (s *Scene) nodeTold(ctx context.Context, namesake *corev1.Pod) string {
	events, err := s.told.get(ctx)
	if err != nil {
		return ""
	}
	nearest, found := time.Duration(0), ""
	for _, e := range events.List {
		if e.Node.IsZero() || namesake != nil && e.PodUID.Raw() == string(namesake.UID) {
			continue
		}
		if off := e.Time.Sub(s.finding.EventTime).Abs(); found == "" || off < nearest {
			nearest, found = off, e.Node.Raw()
		}
	}
	return found
}

func (s *Scene) node(ctx context.Context) (threat.NodeState, error) {
	target, ok := s.target.(threat.Node)
	if !ok {
		return threat.NodeState{}, &gap{reason: threat.NotApplicable, detail: s.target.String() + " is no node"}
	}
	return s.readNode(ctx, target.Name)
}

func (s *Scene) readNode(ctx context.Context, name string) (threat.NodeState, error) {
	asked := question{verb: "get", resource: "nodes", name: name}
	if len(validation.IsDNS1123Subdomain(name)) > 0 {
		return threat.NodeState{}, asked.explain(errBadName)
	}
	node, err := s.client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return threat.NodeState{}, asked.explain(err)
	}
	if node.Name != name || node.UID == "" {
		return threat.NodeState{}, asked.explain(errNoNode)
	}
	return threat.NodeState{
		Name:       untrusted.From(node.Name),
		InstanceID: untrusted.From(node.Annotations[instanceID]),
		NodePool:   untrusted.From(node.Labels[nodePool]),
		Zone:       untrusted.From(node.Labels[zone]),
		Kubelet:    untrusted.From(node.Status.NodeInfo.KubeletVersion),
		OS:         untrusted.From(node.Status.NodeInfo.OSImage),
	}, nil
}
