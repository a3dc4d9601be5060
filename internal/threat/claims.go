package threat

import (
	"reflect"
	"slices"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// ClaimedPod is one record of the finding's pods. SCC writes one record per
// affected container, so that a pod may come more than once.
type ClaimedPod struct {
	Namespace  untrusted.Text     `json:"namespace,omitzero"`
	Name       untrusted.Text     `json:"name,omitzero"`
	Labels     []Label            `json:"labels,omitempty"`
	Containers []ClaimedContainer `json:"containers,omitempty"`
}

// ClaimedNode is a node by its short name or by its VM's full resource name.
type ClaimedNode struct {
	Name untrusted.Text `json:"name,omitzero"`
	Pool untrusted.Text `json:"pool,omitzero"`
}

// ClaimedContainer is a container as the finding names it.
type ClaimedContainer struct {
	Name       untrusted.Text `json:"name,omitzero"`
	Image      untrusted.Text `json:"image,omitzero"`   // uri; the tag may have moved since
	ImageID    untrusted.Text `json:"imageID,omitzero"` // digest, where the runtime gave one
	CreateTime time.Time      `json:"createTime,omitzero"`
	Labels     []Label        `json:"labels,omitempty"`
}

// IsZero reports whether the finding says nothing about the container.
func (c ClaimedContainer) IsZero() bool {
	return c.Name.IsZero() && c.Image.IsZero() && c.ImageID.IsZero() && c.CreateTime.IsZero() && len(c.Labels) == 0
}

// Equal reports whether two containers are described in the same words.
func (c ClaimedContainer) Equal(other ClaimedContainer) bool {
	return c.Name == other.Name && c.Image == other.Image && c.ImageID == other.ImageID &&
		c.CreateTime.Equal(other.CreateTime) && slices.Equal(c.Labels, other.Labels)
}

// Label is a name with a value that a person or a program attached to something.
type Label struct {
	Name  untrusted.Text `json:"name,omitzero"`
	Value untrusted.Text `json:"value,omitzero"`
}

// Contact is somebody to tell, by the kind of news: security, technical and so on.
type Contact struct {
	Kind  untrusted.Text `json:"kind,omitzero"`
	Email untrusted.Text `json:"email,omitzero"`
}

// LogEntry points at one entry of Cloud Logging that a finding was made from.
type LogEntry struct {
	InsertID  untrusted.Text `json:"insertID,omitzero"`
	LogID     untrusted.Text `json:"logID,omitzero"`     // such as cloudaudit.googleapis.com/activity
	Container untrusted.Text `json:"container,omitzero"` // organizations/, folders/ or projects/ and an id
	Time      time.Time      `json:"time,omitzero"`
}

// Unread is a field that nothing reads, as it came.
type Unread struct {
	Field untrusted.Text `json:"field"` // path within the finding, such as processes[0].binary.fileLoadState
	// Value is the text, or the JSON of anything else, cut to a length that fits a page.
	Value untrusted.Text `json:"value,omitzero"`
	Cut   bool           `json:"cut,omitzero"` // Value is the beginning only
}

// ClaimedAttack is the finding's mitreAttack, by the enum names of SCC.
type ClaimedAttack struct {
	Tactic     untrusted.Text
	Tactics    []untrusted.Text // additional ones
	Techniques []untrusted.Text // primary, then additional ones
	Version    untrusted.Text   // of ATT&CK
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
	Signatures []Signature      `json:"signatures,omitempty"`
}

// Signature is what gave a known program away: hashes of memory pages, by which a
// family of programs is known, or a YARA rule.
type Signature struct {
	Family     untrusted.Text `json:"family,omitzero"`
	Rule       untrusted.Text `json:"rule,omitzero"`
	Type       untrusted.Text `json:"type,omitzero"` // SIGNATURE_TYPE_PROCESS or SIGNATURE_TYPE_FILE
	Detections []Detection    `json:"detections,omitempty"`
}

// Detection is one program of a signature's family.
type Detection struct {
	Binary       untrusted.Text `json:"binary,omitzero"`
	PagesMatched float64        `json:"pagesMatched,omitzero"` // percentPagesMatched, as the finding has it
}

// Access says who called which API, for findings made from audit logs.
type Access struct {
	Principal untrusted.Text `json:"principal,omitzero"`
	CallerIP  untrusted.Text `json:"callerIP,omitzero"`
	Method    untrusted.Text `json:"method,omitzero"`
	Service   untrusted.Text `json:"service,omitzero"`
	UserAgent untrusted.Text `json:"userAgent,omitzero"`
	// Subject stands for callers without an email address, and beside one for those
	// with it: principal://iam.googleapis.com/… or serviceAccount:POOL[SUBJECT].
	Subject untrusted.Text `json:"subject,omitzero"`
	User    untrusted.Text `json:"user,omitzero"`   // userName: of the machine or the application
	Region  untrusted.Text `json:"region,omitzero"` // where the caller's address is, by CLDR
	Key     untrusted.Text `json:"key,omitzero"`    // serviceAccountKeyName
	// DelegatedBy lists who acted through the service account, in their order.
	DelegatedBy []untrusted.Text `json:"delegatedBy,omitempty"`
}

// IsZero reports whether the finding names no caller and no call.
func (a Access) IsZero() bool { return reflect.ValueOf(a).IsZero() }

// Kubernetes holds the control-plane objects that the finding names, each as
// KIND NAMESPACE/NAME.
type Kubernetes struct {
	Roles    []untrusted.Text `json:"roles,omitempty"`
	Bindings []untrusted.Text `json:"bindings,omitempty"`
	Objects  []untrusted.Text `json:"objects,omitempty"` // the kind as KIND.GROUP where the finding gives a group
	// AccessReviews are questions for permissions: VERB RESOURCE.GROUP NAMESPACE/NAME.
	AccessReviews []untrusted.Text `json:"accessReviews,omitempty"`
}
