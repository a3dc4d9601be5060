package threat

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// PodState is the pod as the API server describes it.
type PodState struct {
	Namespace      untrusted.Text `json:"namespace,omitzero"`
	Name           untrusted.Text `json:"name,omitzero"`
	UID            untrusted.Text `json:"uid,omitzero"`
	Phase          untrusted.Text `json:"phase,omitzero"`
	Reason         untrusted.Text `json:"reason,omitzero"`
	Created        time.Time      `json:"created,omitzero"`
	Deleting       time.Time      `json:"deleting,omitzero"` // deletionTimestamp
	Node           untrusted.Text `json:"node,omitzero"`
	ServiceAccount untrusted.Text `json:"serviceAccount,omitzero"`
	Security       Security       `json:"security,omitzero"`
	Container      ContainerState `json:"container,omitzero"`
	// Containers are the names of all containers of the pod, for a finding that
	// names none or another.
	Containers []untrusted.Text `json:"containers,omitempty"`
	// Labels are the pod's own.
	Labels map[untrusted.Text]untrusted.Text `json:"labels,omitempty"`
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

// Security is what the pod and its target container may do beyond the ordinary,
// as the specification says it: the container's own setting where it has one,
// else the pod's. A pointer that is nil was set by neither.
type Security struct {
	Privileged               bool                  `json:"privileged,omitzero"`
	HostNetwork              bool                  `json:"hostNetwork,omitzero"`
	HostPID                  bool                  `json:"hostPID,omitzero"`
	HostIPC                  bool                  `json:"hostIPC,omitzero"`
	SharedProcesses          bool                  `json:"shareProcessNamespace,omitzero"`
	HostPaths                []HostPath            `json:"hostPaths,omitempty"`
	Added                    []untrusted.Text      `json:"addedCapabilities,omitempty"`
	Dropped                  []untrusted.Text      `json:"droppedCapabilities,omitempty"`
	AllowPrivilegeEscalation *bool                 `json:"allowPrivilegeEscalation,omitempty"`
	User                     *int64                `json:"runAsUser,omitempty"`
	NonRoot                  *bool                 `json:"runAsNonRoot,omitempty"`
	ReadOnlyRoot             bool                  `json:"readOnlyRootFilesystem,omitzero"`
	Seccomp                  untrusted.Text        `json:"seccompProfile,omitzero"` // its type
	UnmaskedProc             bool                  `json:"unmaskedProc,omitzero"`
	TokenMounted             bool                  `json:"tokenMounted,omitzero"` // a service account token is in the container
	SetBy                    map[string]SetByLevel `json:"setBy,omitempty"`       // by the JSON name of the setting
}

// SetByLevel says which level of the specification a setting stands on.
type SetByLevel string

// The levels of a security context.
const (
	SetByPod       SetByLevel = "pod"
	SetByContainer SetByLevel = "container"
)

// HostPath is a folder or file of the node that the container sees.
type HostPath struct {
	Path     untrusted.Text `json:"path"`
	Mount    untrusted.Text `json:"mountPath"`
	ReadOnly bool           `json:"readOnly,omitzero"`
}
