package gke

import (
	"context"
	"errors"

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
// there, and a pod never moves. Without it the pod says where it runs.
func (s *Scene) nodeOfPod(ctx context.Context) (threat.NodeState, error) {
	target, err := s.podTarget()
	if err != nil {
		return threat.NodeState{}, err
	}
	if target.Node != "" {
		return s.readNode(ctx, target.Node)
	}
	pod, err := s.pod.get(ctx)
	if err != nil {
		return threat.NodeState{}, err
	}
	if pod.Spec.NodeName == "" {
		return threat.NodeState{}, &gap{reason: threat.NotApplicable, detail: "the pod has no node yet"}
	}
	return s.readNode(ctx, pod.Spec.NodeName)
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
