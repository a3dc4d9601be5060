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
	// ExternalURI leads wherever the finding's author wanted; it is shown as text and
	// becomes a link nowhere.
	ExternalURI untrusted.Text `json:"externalURI,omitzero"`
	Module      untrusted.Text `json:"module,omitzero"`   // moduleName: the detector's settings module
	MutedBy     untrusted.Text `json:"mutedBy,omitzero"`  // muteInitiator: who set Mute, or which rule
	MuteTime    time.Time      `json:"muteTime,omitzero"` // muteUpdateTime
	Marks       []Label        `json:"marks,omitempty"`   // security marks, which responders set
	Contacts    []Contact      `json:"-"`                 // whom SCC notifies; the report has them beside the finding
	// Dialect says in which form the finding arrived, in our words.
	Dialect string `json:"dialect,omitzero"`

	Processes   []ClaimedProcess   `json:"processes,omitempty"`
	Files       []File             `json:"files,omitempty"`
	Containers  []ClaimedContainer `json:"containers,omitempty"`
	Connections []Connection       `json:"connections,omitempty"`
	Indicators  Indicators         `json:"indicators,omitzero"`
	Access      Access             `json:"access,omitzero"`
	Kubernetes  Kubernetes         `json:"kubernetes,omitzero"`
	Resource    Resource           `json:"resource,omitzero"`
	Pods        []ClaimedPod       `json:"pods,omitempty"`
	Nodes       []ClaimedNode      `json:"nodes,omitempty"`
	// Affected are further resources, by full name, such as the Secret that was read.
	Affected []untrusted.Text `json:"affected,omitempty"`
	// Rule is what fired in Event Threat Detection, such as bad_ip/google_intel.
	Rule untrusted.Text `json:"rule,omitzero"`
	// RelatedURI is the detector's own search for findings of the same kind.
	RelatedURI untrusted.Text `json:"relatedURI,omitzero"`
	LogEntries []LogEntry     `json:"logEntries,omitempty"`
	// Attack feeds the report's attack section, which shows it with ids and names.
	Attack ClaimedAttack `json:"-"`

	// Unread holds the fields that nothing here reads, so that none is lost in silence.
	Unread    []Unread `json:"unread,omitempty"`
	UnreadCut bool     `json:"unreadCut,omitzero"` // there were more
}

// Resource is what the finding is attached to.
type Resource struct {
	Name        untrusted.Text `json:"name,omitzero"` // full name, such as //container.googleapis.com/projects/P/locations/L/clusters/C
	Type        untrusted.Text `json:"type,omitzero"`
	DisplayName untrusted.Text `json:"displayName,omitzero"`
	Location    untrusted.Text `json:"location,omitzero"`
	ProjectID   untrusted.Text `json:"projectID,omitzero"` // documented as a display name, used as the project id
	// ProjectName is //cloudresourcemanager.googleapis.com/projects/NUMBER.
	ProjectName    untrusted.Text   `json:"projectName,omitzero"`
	ParentOfRecord untrusted.Text   `json:"parent,omitzero"`   // parent resource of the finding's resource
	Folders        []untrusted.Text `json:"folders,omitempty"` // display names, the nearest first
}
