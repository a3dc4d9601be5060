// Package threat is the vocabulary that all stages share: a finding, the target
// it points at, the evidence gathered there and the assessment of it.
//
// It holds data and no behaviour of its own beyond keeping that data honest.
// The JSON names are those of the report's version threat.dev/v1alpha1.
package threat

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Finding is what one Security Command Center (SCC) finding claims. The fields
// follow google.cloud.securitycenter.v2.Finding; what a finding does not say is
// the zero value.
type Finding struct {
	Name        untrusted.Text `json:"name,omitzero"`
	Category    untrusted.Text `json:"category,omitzero"`
	Class       untrusted.Text `json:"class,omitzero"`
	Severity    untrusted.Text `json:"severity,omitzero"`
	State       untrusted.Text `json:"state,omitzero"`
	Mute        untrusted.Text `json:"mute,omitzero"`
	EventTime   time.Time      `json:"eventTime,omitzero"`
	CreateTime  time.Time      `json:"createTime,omitzero"`
	Detector    untrusted.Text `json:"detector,omitzero"` // parentDisplayName
	Description untrusted.Text `json:"description,omitzero"`
	NextSteps   untrusted.Text `json:"nextSteps,omitzero"`
	// Dialect says in which form the finding arrived, in our words.
	Dialect string `json:"dialect,omitzero"`

	Processes   []ClaimedProcess   `json:"processes,omitempty"`
	Files       []File             `json:"files,omitempty"`
	Containers  []ClaimedContainer `json:"containers,omitempty"`
	Connections []Connection       `json:"connections,omitempty"`
	Indicators  Indicators         `json:"indicators,omitzero"`
	Access      Access             `json:"access,omitzero"`
	Kubernetes  Kubernetes         `json:"kubernetes,omitzero"`

	// What follows feeds the target, the links and the attack section, where the
	// report shows it.
	Resource    Resource       `json:"-"`
	Pods        []ClaimedPod   `json:"-"`
	Nodes       []ClaimedNode  `json:"-"`
	Attack      ClaimedAttack  `json:"-"`
	ExternalURI untrusted.Text `json:"-"`
	// Unread names the fields that nothing here reads, so that none is lost in silence.
	Unread []untrusted.Text `json:"unread,omitempty"`
}

// Resource is what the finding is attached to.
type Resource struct {
	Name           untrusted.Text // full name, such as //container.googleapis.com/projects/P/locations/L/clusters/C
	Type           untrusted.Text
	DisplayName    untrusted.Text
	ProjectID      untrusted.Text // documented as a display name, used as the project id
	ProjectName    untrusted.Text // //cloudresourcemanager.googleapis.com/projects/NUMBER
	Location       untrusted.Text
	ParentOfRecord untrusted.Text // parent resource of the finding's resource
}

// ClaimedPod is one record of the finding's pods. SCC writes one record per
// affected container, so that a pod may come more than once.
type ClaimedPod struct {
	Namespace  untrusted.Text
	Name       untrusted.Text
	Containers []ClaimedContainer
}

// ClaimedNode is a node by its short name or by its VM's full resource name.
type ClaimedNode struct{ Name untrusted.Text }

// ClaimedContainer is a container as the finding names it.
type ClaimedContainer struct {
	Name       untrusted.Text `json:"name,omitzero"`
	Image      untrusted.Text `json:"image,omitzero"`   // uri; the tag may have moved since
	ImageID    untrusted.Text `json:"imageID,omitzero"` // digest, where the runtime gave one
	CreateTime time.Time      `json:"createTime,omitzero"`
}

// ClaimedAttack is the finding's mitreAttack, by the enum names of SCC.
type ClaimedAttack struct {
	Tactic     untrusted.Text
	Tactics    []untrusted.Text // additional ones
	Techniques []untrusted.Text // primary, then additional ones
}

// Connection is a network connection as the finding claims it.
type Connection struct {
	SourceIP        untrusted.Text `json:"sourceIP,omitzero"`
	SourcePort      int            `json:"sourcePort,omitzero"`
	DestinationIP   untrusted.Text `json:"destinationIP,omitzero"`
	DestinationPort int            `json:"destinationPort,omitzero"`
	Protocol        untrusted.Text `json:"protocol,omitzero"`
}

// Indicators are what threat intelligence can be asked about.
type Indicators struct {
	IPs        []untrusted.Text `json:"ips,omitempty"`
	Domains    []untrusted.Text `json:"domains,omitempty"`
	URIs       []untrusted.Text `json:"uris,omitempty"`
	Signatures []untrusted.Text `json:"signatures,omitempty"`
}

// Access says who called which API, for findings made from audit logs.
type Access struct {
	Principal untrusted.Text `json:"principal,omitzero"`
	CallerIP  untrusted.Text `json:"callerIP,omitzero"`
	Method    untrusted.Text `json:"method,omitzero"`
	Service   untrusted.Text `json:"service,omitzero"`
	UserAgent untrusted.Text `json:"userAgent,omitzero"`
}

// Kubernetes holds the control-plane objects that the finding names, each as
// KIND NAMESPACE/NAME.
type Kubernetes struct {
	Roles    []untrusted.Text `json:"roles,omitempty"`
	Bindings []untrusted.Text `json:"bindings,omitempty"`
	Objects  []untrusted.Text `json:"objects,omitempty"`
	// AccessReviews are questions for permissions: VERB RESOURCE NAMESPACE/NAME.
	AccessReviews []untrusted.Text `json:"accessReviews,omitempty"`
}
