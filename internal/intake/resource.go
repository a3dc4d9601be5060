package intake

import (
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// readResource reads what the finding is attached to. Its fields were renamed
// with the API versions; v2 keeps those of the project in gcpMetadata.
func (p parts) readResource(f *threat.Finding) {
	n := p.resource
	google := n.get("gcpmetadata")
	f.Resource = threat.Resource{
		Name:           p.body.get("resourcename").str(),
		Type:           n.get("type").str(),
		DisplayName:    n.get("displayname").str(),
		ProjectID:      n.get("projectdisplayname").str(),
		ProjectName:    n.get("projectname", "project").str(),
		Location:       n.get("location").str(),
		ParentOfRecord: n.get("parentname", "parent").str(),
	}
	if f.Resource.Name.IsZero() {
		f.Resource.Name = n.get("name").str()
	}
	if f.Resource.ProjectID.IsZero() {
		f.Resource.ProjectID = google.get("projectdisplayname").str()
	}
	if f.Resource.ProjectName.IsZero() {
		f.Resource.ProjectName = google.get("project", "projectname").str()
	}
	if f.Resource.ParentOfRecord.IsZero() {
		f.Resource.ParentOfRecord = google.get("parent", "parentname").str()
	}
}
