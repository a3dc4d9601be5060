package threat

import (
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Evidence is what the scene was asked: one slot per question.
type Evidence struct {
	Access   Found[ClusterAccess]
	Pod      Found[PodState]
	Owners   Found[Owners]
	Siblings Found[Siblings]
	Node     Found[NodeState]
	Events   Found[Events]
	Log      Found[Log] // of the container that is there now
	Previous Found[Log] // of the one before it
	Spread   Found[Spread]
	Look     Found[Look] // inside the target container
	Traces   Found[Traces]
}

// Ways to show that a cluster is the finding's.
const (
	ByName = "name" // the context is called gke_PROJECT_LOCATION_CLUSTER
	ByUser = "user" // --context in the same command
)

// ClusterAccess says which way led to the cluster and how far that proves that
// it is the finding's.
type ClusterAccess struct {
	Context string `json:"context"`
	Server  string `json:"server"`
	Proof   string `json:"proof"` // ByName or ByUser
	// ClusterEntry is set where the context has another name and its cluster
	// entry in the kubeconfig bears the proof.
	ClusterEntry string `json:"clusterEntry,omitzero"`
}

// Owners is the workload that the pod belongs to.
type Owners struct {
	// Chain leads from the pod's own controller up to the workload; it is empty
	// where nobody owns the pod.
	Chain []Owner
	// Inferred says what the chain was told by where the pod is not there any more
	// to name its owner. None means that the pod itself named it.
	Inferred []Reason
}

// Owner is one link of the chain from the pod up to the workload.
type Owner struct {
	Kind untrusted.Text `json:"kind"`
	Name untrusted.Text `json:"name"`
	// Above says why it is not known who owns this owner; it is the zero Gap
	// where that is the next link of the chain, or nobody.
	Above Gap `json:"-"`
}

// NodeState is the node as the API server describes it.
type NodeState struct {
	Name       untrusted.Text `json:"name,omitzero"`
	InstanceID untrusted.Text `json:"instanceID,omitzero"` // annotation container.googleapis.com/instance_id
	NodePool   untrusted.Text `json:"nodePool,omitzero"`
	Zone       untrusted.Text `json:"zone,omitzero"`
	Kubelet    untrusted.Text `json:"kubelet,omitzero"`
	OS         untrusted.Text `json:"os,omitzero"`
	// Via says how the node was found where neither the finding nor the pod of the
	// event names it.
	Via string `json:"via,omitzero"`
}

// Ways to a node.
const (
	ViaEvent    = "event"    // an event of the pod names it
	ViaNamesake = "namesake" // the pod that has the name now runs there
)
