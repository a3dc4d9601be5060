package report

import (
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Target is the flat form of the place the finding points at.
type Target struct {
	Platform     string         `json:"platform"` // gke, cloudrun or other
	Project      string         `json:"project,omitzero"`
	Location     string         `json:"location,omitzero"`
	LocationType string         `json:"locationType,omitzero"` // zonal or regional
	Cluster      string         `json:"cluster,omitzero"`
	Namespace    string         `json:"namespace,omitzero"`
	Pod          string         `json:"pod,omitzero"`
	Container    string         `json:"container,omitzero"`
	Image        untrusted.Text `json:"image,omitzero"`
	ImageID      untrusted.Text `json:"imageID,omitzero"`
	Node         string         `json:"node,omitzero"`
	CloudRun     *CloudRun      `json:"cloudRun,omitempty"`
	VM           *VM            `json:"vm,omitempty"`
	// Others are further pods of the finding; Choice and Why say why this one is the
	// target: names-container or first, and the same in words.
	Others   []threat.PodName   `json:"others,omitempty"`
	Choice   threat.Choice      `json:"choice,omitzero"`
	Why      untrusted.Text     `json:"why,omitzero"`
	State    threat.TargetState `json:"state"`
	Evidence []untrusted.Text   `json:"evidence,omitempty"`
}

// CloudRun names a Cloud Run resource.
type CloudRun struct {
	Kind      string `json:"kind"` // service, revision, job, execution or workerPool
	Name      string `json:"name,omitzero"`
	Revision  string `json:"revision,omitzero"`
	Execution string `json:"execution,omitzero"`
}

// VM names a machine of Compute Engine that is no node.
type VM struct {
	Name string `json:"name,omitzero"`
	ID   string `json:"id,omitzero"`
}

// target flattens the sealed type into the contract's one form.
func target(t threat.Target, a threat.Assessment) Target {
	flat := place(t)
	flat.State, flat.Evidence = a.Target, phrases(a.TargetReasons)
	return flat
}

func place(t threat.Target) Target {
	switch t := t.(type) {
	case threat.Pod:
		flat := place(t.Cluster)
		flat.Namespace, flat.Pod, flat.Container, flat.Node = t.Namespace, t.Name, t.Container, t.Node
		flat.Image, flat.ImageID, flat.Others = t.Image, t.ImageID, t.Others
		flat.Choice, flat.Why = t.Choice, why(t)
		return flat
	case threat.Node:
		flat := place(t.Cluster)
		flat.Node = t.Name
		if flat.Location == "" {
			flat.Location = t.Zone
		}
		return flat
	case threat.Cluster:
		return Target{
			Platform: "gke", Project: t.Project, Location: t.Location,
			LocationType: t.LocationType, Cluster: t.Name,
		}
	case threat.CloudRun:
		return Target{
			Platform: "cloudrun", Project: t.Project, Location: t.Location, Container: t.Container, Image: t.Image, ImageID: t.ImageID,
			CloudRun: &CloudRun{Kind: t.Kind, Name: t.Name, Revision: t.Revision, Execution: t.Execution},
		}
	case threat.VM:
		return Target{Platform: "other", Project: t.Project, Location: t.Zone, VM: &VM{Name: t.Name, ID: t.ID}}
	case threat.Project:
		return Target{Platform: "other", Project: t.ID}
	default:
		return Target{Platform: "other"}
	}
}

// why says in words why one of several is the target.
func why(p threat.Pod) untrusted.Text {
	switch p.Choice {
	case threat.NamesContainer:
		return untrusted.From("the first with container " + p.Container + ", which the finding also names apart from its pods")
	case threat.First:
		return untrusted.From("the first that the finding names, since nothing in it sets one apart")
	}
	return untrusted.Text{}
}
