// Package report builds the one object that every output form is made from: the
// finding, its target, what was learnt and judged, and what to do next.
//
// It is pure: the same input gives the same report. All English sentences of a
// report are made here, from codes; renderers only lay them out.
package report

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Report is the versioned machine output, apiVersion threat.dev/v1alpha1.
type Report struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Finding    threat.Finding `json:"finding"`
	Target     Target         `json:"target"`
	Attack     Attack         `json:"attack,omitzero"`
	// Playbook is the kind of page that the report follows: gke-runtime,
	// gke-control, run-runtime, run-control or other.
	Playbook   string           `json:"playbook"`
	Steps      []Step           `json:"steps"`
	Contacts   []threat.Contact `json:"contacts,omitempty"`
	Links      []Link           `json:"links,omitempty"`
	Commands   Commands         `json:"commands,omitzero"`
	LogQueries LogQueries       `json:"logQueries,omitzero"`
	Cluster    *Cluster         `json:"cluster,omitempty"`
	Node       *Node            `json:"node,omitempty"`
	Pod        *Pod             `json:"pod,omitempty"`
	Workload   *Workload        `json:"workload,omitempty"`
	// Events and Logs are empty where there were none, and absent where nobody asked.
	Events   []threat.Event `json:"events,omitzero"`
	Logs     []LogLine      `json:"logs,omitzero"`
	Spread   *threat.Spread `json:"spread,omitempty"`
	Response []Action       `json:"response,omitempty"`
	// ResponseSource says on whose word the plan goes, for a control-plane finding:
	// page, its type's own, or common, what such pages have in common.
	ResponseSource string           `json:"responseSource,omitzero"`
	Live           *Live            `json:"live,omitempty"`
	Verdict        Verdict          `json:"verdict"`
	Next           []Action         `json:"next,omitempty"`
	Notes          []untrusted.Text `json:"notes,omitempty"`
	Cut            []Cut            `json:"cut,omitempty"`
	Gaps           []Gap            `json:"gaps,omitempty"`

	// Now is when the report was made, for relative times in text.
	Now time.Time `json:"-"`
}

// Attack places the finding in MITRE ATT&CK.
type Attack struct {
	Tactic       Entry   `json:"tactic,omitzero"`
	OtherTactics []Entry `json:"otherTactics,omitempty"`
	Techniques   []Entry `json:"techniques,omitempty"`
	Source       string  `json:"source,omitzero"` // of the techniques: finding, catalogue or suggested
	Reason       string  `json:"reason,omitzero"` // why the techniques are suggested
	// Version is that of ATT&CK which the finding's names are from.
	Version untrusted.Text `json:"version,omitzero"`
}

// Entry is a tactic or a technique.
type Entry struct {
	ID   string         `json:"id,omitzero"`
	Name untrusted.Text `json:"name,omitzero"`
	URL  string         `json:"url,omitzero"`
}

// Link leads to a page of a known host; its title is ours.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Commands are what a person could paste instead.
type Commands struct {
	GetCredentials string `json:"getCredentials,omitzero"`
	Shell          string `json:"shell,omitzero"`
	PS             string `json:"ps,omitzero"`
	Describe       string `json:"describe,omitzero"` // what the API says of a Cloud Run resource, a VM or a node's VM
	Related        string `json:"related,omitzero"`  // other findings of the same resource near the time
}

// LogQueries are the playbook's Cloud Logging filters, filled in.
type LogQueries struct {
	Event     string `json:"event,omitzero"` // the entries that the finding was made from
	Pod       string `json:"pod,omitzero"`
	Node      string `json:"node,omitzero"`
	CloudRun  string `json:"cloudRun,omitzero"`
	Audit     string `json:"audit,omitzero"`
	Principal string `json:"principal,omitzero"`
	Secrets   string `json:"secrets,omitzero"` // who read or changed Secrets
	RBAC      string `json:"rbac,omitzero"`    // who changed roles and bindings
}

// Cluster is the cluster as it was reached.
type Cluster struct {
	Name string `json:"name"`
	threat.ClusterAccess
}

// Node is the node as the API server describes it.
type Node struct{ threat.NodeState }

// Pod is the pod as the API server describes it, with the chain of its owners.
type Pod struct {
	threat.PodState

	Owners []threat.Owner `json:"owners,omitempty"`
	// ImageMatch compares the image with the finding's: same or other by digest,
	// same-name or other-name where only names can be compared.
	ImageMatch string `json:"imageMatch,omitzero"`
	// Noteworthy says in words what of Security is out of the ordinary.
	Noteworthy []untrusted.Text `json:"noteworthy,omitempty"`
}

// Action is one way to respond.
type Action struct {
	Action  string         `json:"action"`
	Effect  untrusted.Text `json:"effect"`
	Command string         `json:"command,omitzero"`
}

// Live is what a look inside the container brought back.
type Live struct {
	Rung        threat.Rung      `json:"rung"`
	Complete    bool             `json:"complete"`
	ContainerID untrusted.Text   `json:"containerID,omitzero"`
	Trust       threat.Trust     `json:"trust"`
	LeftBehind  []string         `json:"leftBehind,omitempty"`
	Processes   []threat.Process `json:"processes"`
	Sockets     []threat.Socket  `json:"sockets,omitempty"` // held by no listed process
	Own         int              `json:"ownProcesses"`
}

// Verdict says whether the threat is there now.
type Verdict struct {
	State    threat.Verdict   `json:"state"`
	Summary  untrusted.Text   `json:"summary"`
	Evidence []untrusted.Text `json:"evidence,omitempty"`
}

// Gap is something that the report could not learn.
type Gap struct {
	Code string         `json:"code"` // such as node-denied
	Step int            `json:"step"` // of the playbook
	What string         `json:"what"`
	Why  untrusted.Text `json:"why"`
	Fix  string         `json:"fix,omitzero"` // one command or permission
	// Asked is the question as a command that a person can repeat.
	Asked string `json:"asked,omitzero"`
}
