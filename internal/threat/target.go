package threat

import (
	"fmt"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Target is the place a finding points at, in plain, validated names that may
// stand in a request: a Pod, a Node, a Cluster, a CloudRun, a VM or a Project.
type Target interface {
	fmt.Stringer
	target()
}

// Location types of a GKE cluster.
const (
	Zonal    = "zonal"
	Regional = "regional"
)

// Cluster is a GKE cluster. Project is the project id where the finding gives
// one, else the number; Aliases holds every form of the project that was seen.
type Cluster struct {
	Project  string
	Aliases  []string
	Location string
	// LocationType is Zonal or Regional, told by the location's name: a zone may
	// stand behind locations/ too.
	LocationType string
	Name         string
}

// Pod is a container of a pod of a cluster.
type Pod struct {
	Cluster   Cluster
	Namespace string
	Name      string
	Container string         // empty where the finding names none
	Image     untrusted.Text // never part of a request
	ImageID   untrusted.Text
	Node      string
	Zone      string    // of the node; empty where the finding gives only its name
	Others    []PodName // further pods of the finding, and further containers of this one
	Choice    Choice    // why this one of several is the target; empty where there is one
}

// Choice says why one of a finding's pods is the target.
type Choice string

// The reasons.
const (
	NamesContainer Choice = "names-container" // it runs the container that the finding names by itself
	First          Choice = "first"           // nothing tells them apart, and it comes first
)

// PodName names a further pod of the finding.
type PodName struct {
	Namespace string `json:"namespace,omitzero"`
	Name      string `json:"name"`
	Container string `json:"container,omitzero"`
}

// Node is a node of a cluster; findings fall back to it when the container's
// identity was lost.
type Node struct {
	Cluster Cluster // without a name where the finding gives none
	Name    string
	Zone    string // empty where the finding gives only its name
}

// VM is a machine of Compute Engine that is no node of a cluster.
type VM struct {
	Project string
	Zone    string
	Name    string // empty where only the id is known
	ID      string // digits
}

// Kinds of Cloud Run resources.
const (
	Service    = "service"
	Revision   = "revision"
	Job        = "job"
	Execution  = "execution"
	WorkerPool = "workerPool"
)

// CloudRun is a Cloud Run service, revision, job, execution or worker pool.
type CloudRun struct {
	Project   string
	Location  string
	Kind      string
	Name      string // service, job or worker pool
	Revision  string
	Execution string
	Container string
	Image     untrusted.Text
	ImageID   untrusted.Text
}

// Project is all that is known when a finding names no workload.
type Project struct{ ID string }

func (Cluster) target()  {}
func (Pod) target()      {}
func (Node) target()     {}
func (CloudRun) target() {}
func (VM) target()       {}
func (Project) target()  {}

func (c Cluster) String() string { return "cluster " + c.Name }

func (p Pod) String() string { return "pod " + p.Namespace + "/" + p.Name }

func (n Node) String() string { return "node " + n.Name }

func (v VM) String() string {
	if v.Name != "" {
		return "VM " + v.Name
	}
	return "VM " + v.ID
}

func (p Project) String() string { return "project " + p.ID }

func (r CloudRun) String() string {
	switch {
	case r.Revision != "":
		return "revision " + r.Revision
	case r.Execution != "":
		return "execution " + r.Execution
	}
	if r.Kind == WorkerPool {
		return "worker pool " + r.Name
	}
	return r.Kind + " " + r.Name
}
