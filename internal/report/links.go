package report

import (
	"net/url"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// The window of log links around the event, wide enough for what led to it.
const (
	windowBefore = 15 * time.Minute
	windowAfter  = 60 * time.Minute
)

const console = "https://console.cloud.google.com"

// links collects the pages of the playbook. Every address is built from a known
// host; what comes from a finding stands in it percent-encoded only.
func links(f threat.Finding, t threat.Target, q LogQueries, a Attack, entry catalogue.Entry) []Link {
	var list []Link
	add := func(title, address string) {
		if address != "" {
			list = append(list, Link{title, address})
		}
	}
	project := projectOf(t)
	add("Finding in the console", findingPage(f))
	workloadLinks(t, add)
	add("Pod logs", logPage(q.Pod, project, f.EventTime))
	add("Service logs", logPage(q.CloudRun, project, f.EventTime))
	add("Audit logs", logPage(q.Audit, project, f.EventTime))
	add("Node console log", logPage(q.Node, project, f.EventTime))
	add("Principal's calls", logPage(q.Principal, project, f.EventTime))
	for _, technique := range a.Techniques {
		if technique.ID != "" {
			add("ATT&CK "+technique.ID, technique.URL)
		}
	}
	virusTotal(f, add)
	add("Documentation", entry.Page)
	return list
}

func findingPage(f threat.Finding) string {
	name := f.Name.Raw()
	if name == "" {
		return ""
	}
	page := console + "/security/command-center/findingsv2;name=" + url.QueryEscape(name)
	if kind, id, ok := strings.Cut(strings.SplitN(name, "/sources/", 2)[0], "/"); ok {
		switch kind {
		case "organizations":
			page += "?organizationId=" + url.QueryEscape(id)
		case "projects":
			page += "?project=" + url.QueryEscape(id)
		}
	}
	return page
}

func workloadLinks(t threat.Target, add func(title, address string)) {
	page := func(parts ...string) string {
		address := console
		for _, part := range parts {
			address += "/" + url.PathEscape(part)
		}
		return address + "?project=" + url.QueryEscape(projectOf(t))
	}
	if cluster, ok := clusterOf(t); ok {
		add("Cluster", page("kubernetes", "clusters", "details", cluster.Location, cluster.Name, "details"))
	}
	switch t := t.(type) {
	case threat.Pod:
		add("Pod", page("kubernetes", "pod", t.Cluster.Location, t.Cluster.Name, t.Namespace, t.Name, "details"))
	case threat.CloudRun:
		switch t.Kind {
		case threat.Job, threat.Execution:
			add("Job", page("run", "jobs", "details", t.Location, t.Name, "executions"))
		case threat.WorkerPool:
			add("Worker pool", page("run", "worker-pools", "details", t.Location, t.Name, "revisions"))
		default:
			add("Service", page("run", "detail", t.Location, t.Name, "revisions"))
		}
	}
}

func projectOf(t threat.Target) string {
	switch t := t.(type) {
	case threat.CloudRun:
		return t.Project
	case threat.Project:
		return t.ID
	default:
		cluster, _ := clusterOf(t)
		return cluster.Project
	}
}

// logPage opens the Logs Explorer with the filter and the time around the event.
func logPage(query, project string, event time.Time) string {
	if query == "" || project == "" {
		return ""
	}
	page := console + "/logs/query;query=" + escapeMatrix(query)
	if !event.IsZero() {
		from, to := event.Add(-windowBefore).UTC(), event.Add(windowAfter).UTC()
		page += ";timeRange=" + escapeMatrix(from.Format(time.RFC3339)+"/"+to.Format(time.RFC3339))
	}
	return page + "?project=" + url.QueryEscape(project)
}

// escapeMatrix encodes a matrix parameter's value, in which a space must be %20.
func escapeMatrix(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
