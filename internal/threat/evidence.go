package threat

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Evidence is what the scene was asked: one slot per question.
type Evidence struct {
	Access Found[ClusterAccess]
	Pod    Found[PodState]
	Owners Found[[]Owner]
	Node   Found[NodeState]
	Look   Found[Look] // inside the target container
	Traces Found[Traces]
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

// PodState is the pod as the API server describes it.
type PodState struct {
	UID            untrusted.Text `json:"uid,omitzero"`
	Phase          untrusted.Text `json:"phase,omitzero"`
	Reason         untrusted.Text `json:"reason,omitzero"`
	Created        time.Time      `json:"created,omitzero"`
	Deleting       time.Time      `json:"deleting,omitzero"` // deletionTimestamp
	Node           untrusted.Text `json:"node,omitzero"`
	ServiceAccount untrusted.Text `json:"serviceAccount,omitzero"`
	Container      ContainerState `json:"container,omitzero"`
	// Containers are the names of all containers of the pod, for a finding that
	// names none or another.
	Containers []untrusted.Text `json:"containers,omitempty"`
}

// ContainerState is the target container's status.
type ContainerState struct {
	Name     untrusted.Text `json:"name,omitzero"`
	Image    untrusted.Text `json:"image,omitzero"`
	ImageID  untrusted.Text `json:"imageID,omitzero"`
	ID       untrusted.Text `json:"containerID,omitzero"`
	State    string         `json:"state,omitzero"`  // running, waiting, terminated
	Reason   untrusted.Text `json:"reason,omitzero"` // of waiting or terminated
	Started  time.Time      `json:"started,omitzero"`
	Finished time.Time      `json:"finished,omitzero"`
	Restarts int            `json:"restarts"`
}

// States of a container.
const (
	Running    = "running"
	Waiting    = "waiting"
	Terminated = "terminated"
)

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
}
