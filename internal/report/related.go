package report

import (
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// related lists the other findings of the same place at a similar time, which
// the pages tell a responder to look for. Security Command Center filters by
// resource and time, and by no pod or container, so that a cluster's answer holds
// those of its other pods as well.
func related(f threat.Finding, t threat.Target) string {
	parent := parentOf(f, t)
	resource := resourceFilter(f, t)
	if parent == "" || resource == "" {
		return ""
	}
	filter := []string{`state="ACTIVE"`, resource}
	if !f.EventTime.IsZero() {
		from, to := window(f.EventTime)
		filter = append(filter, "event_time>="+quote.Filter(from), "event_time<="+quote.Filter(to))
	}
	args := []string{"gcloud", "scc", "findings", "list", parent}
	if location := locationOf(f); location != "" {
		args = append(args, "--location="+location)
	}
	return quote.Shell(append(args, "--filter="+strings.Join(filter, " AND "), "--format=json")...)
}

// parentOf is where to search: what the finding's own name begins with, which
// sees all that its organization has, else the project.
func parentOf(f threat.Finding, t threat.Target) string {
	parent, _, named := strings.Cut(f.Name.Raw(), "/sources/")
	kind, id, ok := strings.Cut(parent, "/")
	if named && ok && (kind == "organizations" || kind == "folders" || kind == "projects") && plainID(id) {
		return parent
	}
	if project := projectOf(t); project != "" {
		return "projects/" + project
	}
	return ""
}

// plainID reports whether an id may stand in a command's positional argument.
func plainID(id string) bool {
	return id != "" && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") == "" && id[0] != '-'
}

// locationOf is the location in a name of the API v2, unless it is the default.
func locationOf(f threat.Finding) string {
	_, rest, ok := strings.Cut(f.Name.Raw(), "/locations/")
	location, _, _ := strings.Cut(rest, "/")
	if !ok || location == "global" || !plainID(location) {
		return ""
	}
	return location
}

// resourceFilter matches the finding's resource; for Cloud Run all below the
// service, job or pool, since a finding may name its revision or execution.
func resourceFilter(f threat.Finding, t threat.Target) string {
	name := f.Resource.Name.Raw()
	if name == "" {
		return ""
	}
	if run, ok := t.(threat.CloudRun); ok && run.Name != "" {
		if at := strings.Index(name, "/"+run.Name); at >= 0 {
			return "resource_name:" + quote.Filter(name[:at+1+len(run.Name)])
		}
	}
	return "resource_name=" + quote.Filter(name)
}

// window is the time around an event in which things belong together.
func window(event time.Time) (from, to string) {
	return event.Add(-windowBefore).UTC().Format(time.RFC3339), event.Add(windowAfter).UTC().Format(time.RFC3339)
}
