package intake

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
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
	f.Resource.Name = either(f.Resource.Name, n.get("name").str())
	f.Resource.ProjectID = either(f.Resource.ProjectID, google.get("projectdisplayname").str())
	f.Resource.ProjectName = either(f.Resource.ProjectName, google.get("project", "projectname").str())
	f.Resource.ProjectName = either(f.Resource.ProjectName, p.projectOfName())
	f.Resource.ParentOfRecord = either(f.Resource.ParentOfRecord, google.get("parent", "parentname").str())
	for _, at := range []*node{n, google} {
		for _, folder := range at.get("folders").each() {
			name := either(folder.get("resourcefolderdisplayname").str(), folder.get("resourcefolder").str())
			f.Resource.Folders = appendNew(f.Resource.Folders, name)
			folder.get("resourcefolder")
		}
	}
}

// projectOfName returns the project in front of a finding's canonical name, by
// its number, in the form of a full resource name; a finding that came alone has
// no other.
func (p parts) projectOfName() untrusted.Text {
	for _, key := range []string{"canonicalname", "name"} {
		if rest, ok := strings.CutPrefix(p.body.peek(key), "projects/"); ok {
			project, _, _ := strings.Cut(rest, "/")
			return textOf("//cloudresourcemanager.googleapis.com/projects/" + project)
		}
	}
	return untrusted.Text{}
}
