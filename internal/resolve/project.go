package resolve

import (
	"slices"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// project returns the project that a finding's requests name and all forms of
// it that were seen, ids first.
//
// An id in the resource's own name comes first, since the display name could be
// anybody's words; then the display name, which SCC documents as the id; then
// the number. A display name that is no id is passed over.
func (r *refusals) project(f threat.Finding, name resourceName) (id string, aliases []string) {
	var ids, numbers []string
	for _, claim := range projectClaims(f, name) {
		switch raw := claim.Raw(); {
		case projectNumber().holds(raw):
			numbers = appendNew(numbers, raw)
		case projectID().holds(raw):
			ids = appendNew(ids, raw)
		}
	}
	aliases = slices.Concat(ids, numbers)
	if own := name.first("projects"); !own.IsZero() && !slices.Contains(aliases, own.Raw()) {
		r.add(&BadName{Field: "project", Value: own, Rule: "a project id or number"})
	}
	return first(aliases), aliases
}

// projectClaims lists what a finding says of its project, best first.
func projectClaims(f threat.Finding, name resourceName) []untrusted.Text {
	claims := []untrusted.Text{
		name.first("projects"),
		f.Resource.ProjectID,
		parseName(f.Resource.ProjectName).first("projects"),
		parseName(f.Resource.ParentOfRecord).first("projects"),
	}
	if name.host == hostRun {
		claims = slices.Insert(claims, 1, name.first("namespaces"))
	}
	for _, node := range f.Nodes {
		claims = append(claims, parsePath(node.Name).first("projects"))
	}
	return slices.DeleteFunc(claims, untrusted.Text.IsZero)
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
