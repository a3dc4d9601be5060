package threat

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Siblings are the other pods of the same workload.
type Siblings struct {
	Pods []Sibling
	// Cut says that the workload may have more pods than were read.
	Cut bool
}

// Sibling is a pod of the same workload, with its container of the target's name.
type Sibling struct {
	Namespace untrusted.Text `json:"namespace,omitzero"`
	Name      untrusted.Text `json:"name"`
	Owner     untrusted.Text `json:"owner,omitzero"` // its own controller, such as the ReplicaSet of one revision
	Phase     untrusted.Text `json:"phase,omitzero"`
	Node      untrusted.Text `json:"node,omitzero"`
	ImageID   untrusted.Text `json:"imageID,omitzero"`
	// SameImage compares the image ids; nil where one of the two is not known.
	SameImage *bool     `json:"sameImage,omitempty"`
	Started   time.Time `json:"started,omitzero"` // the container, else the pod
	Restarts  int       `json:"restarts"`
}

// Events are what the cluster noted about the pod. An API server forgets them
// after an hour, unless it was told otherwise.
type Events struct {
	// List begins with what happened around the finding's event and after it, in
	// the order of time; what was before follows, the newest first.
	List []Event
	// Cut says that there are more events than were read.
	Cut bool
}

// Event is one Kubernetes event, or a run of equal ones.
type Event struct {
	Time    time.Time      `json:"time,omitzero"`  // of the last
	First   time.Time      `json:"first,omitzero"` // where there is more than one
	Count   int            `json:"count"`
	Type    untrusted.Text `json:"type,omitzero"` // Normal or Warning
	Reason  untrusted.Text `json:"reason,omitzero"`
	Message untrusted.Text `json:"message,omitzero"`
	Source  untrusted.Text `json:"source,omitzero"` // the component that noted it
	Node    untrusted.Text `json:"node,omitzero"`   // where that runs
	PodUID  untrusted.Text `json:"podUID,omitzero"`
	// OtherPod says that the event is about another pod than the one that has the
	// name now.
	OtherPod bool `json:"otherPod,omitzero"`
}

// Log is a part of what a container wrote.
type Log struct {
	Container untrusted.Text
	Lines     []LogLine
	// Earlier and Later say that the log has more lines before the first or after
	// the last.
	Earlier, Later bool
}

// LogLine is one line, stamped by the node's runtime.
type LogLine struct {
	Time time.Time
	Text untrusted.Text
	Cut  bool // the line is longer
}

// Spread is where else in the cluster the same image or service account is used.
type Spread struct {
	// Image and ServiceAccount are what was looked for, empty where unknown.
	Image          untrusted.Text `json:"image,omitzero"` // digest
	ServiceAccount untrusted.Text `json:"serviceAccount,omitzero"`
	// Namespace is set where only one namespace could be searched.
	Namespace string      `json:"namespace,omitzero"`
	Seen      int         `json:"seen"` // pods that were compared
	Pods      []SpreadPod `json:"pods"`
	// More counts the pods that were found beyond those listed.
	More int `json:"more,omitzero"`
	// Rest says why not the whole cluster was seen; the zero Gap where it was.
	Rest Gap `json:"-"`
}

// SpreadPod is a pod that shares something with the target.
type SpreadPod struct {
	Namespace untrusted.Text `json:"namespace"`
	Name      untrusted.Text `json:"name"`
	Node      untrusted.Text `json:"node,omitzero"`
	Phase     untrusted.Text `json:"phase,omitzero"`
	Started   time.Time      `json:"started,omitzero"`
	Reasons   []SpreadReason `json:"reasons"`
}

// SpreadReason is what a pod shares with the target.
type SpreadReason string

// What can be shared.
const (
	SharesImage   SpreadReason = "image"
	SharesAccount SpreadReason = "serviceAccount"
)
