package report

import (
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// The window of log links around the event, wide enough for what led to it.
const (
	windowBefore = 15 * time.Minute
	windowAfter  = 60 * time.Minute
)

// OwnLink is the title of the link that a finding brings, where it leads to the
// console.
const OwnLink = "The finding's own link"

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
	add(OwnLink, consolePage(f.ExternalURI))
	add("Related findings", consolePage(f.RelatedURI))
	add("Event's log entry", logPage(q.Event, logProject(f, project), f.EventTime))
	add("Pod logs", logPage(q.Pod, project, f.EventTime))
	add("Service logs", logPage(q.CloudRun, project, f.EventTime))
	add("Audit logs", logPage(q.Audit, project, f.EventTime))
	add("Node console log", logPage(q.Node, project, f.EventTime))
	add("Principal's calls", logPage(q.Principal, project, f.EventTime))
	add("Access to Secrets", logPage(q.Secrets, project, f.EventTime))
	add("Changes to RBAC", logPage(q.RBAC, project, f.EventTime))
	for _, technique := range a.Techniques {
		if technique.ID != "" {
			add("ATT&CK "+technique.ID, technique.URL)
		}
	}
	virusTotal(f, add)
	add("Documentation", entry.Page)
	if entry.Service == catalogue.CloudRunRuntime {
		add("Responding to Cloud Run findings", catalogue.RespondCloudRun)
	}
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

// consolePage is an address that the finding gives, if it leads to the console.
// The link that results is that address taken apart and written anew.
func consolePage(address untrusted.Text) string {
	page, err := url.Parse(address.Raw())
	if err != nil || page.Scheme != "https" || page.Host != "console.cloud.google.com" || page.User != nil || len(address.Raw()) > maxAddress {
		return ""
	}
	page.Path, page.RawPath = path.Clean("/"+page.Path), ""
	page.RawQuery = page.Query().Encode()
	page.Fragment, page.RawFragment = "", ""
	return page.String()
}

// maxAddress is how long an address from a finding may be, in bytes.
const maxAddress = 4096

// logProject is the project whose log holds the entry that the finding is from.
func logProject(f threat.Finding, otherwise string) string {
	for _, entry := range f.LogEntries {
		if project, ok := strings.CutPrefix(entry.Container.Raw(), "projects/"); ok && plainID(project) {
			return project
		}
	}
	return otherwise
}

func workloadLinks(t threat.Target, add func(title, address string)) {
	page := func(parts ...string) string {
		address := console
		for _, part := range parts {
			address += "/" + url.PathEscape(part)
		}
		return address + "?project=" + url.QueryEscape(projectOf(t))
	}
	cluster, _ := clusterOf(t)
	if cluster.Name != "" {
		add("Cluster", page("kubernetes", "clusters", "details", cluster.Location, cluster.Name, "details"))
	}
	switch t := t.(type) {
	case threat.Pod:
		if cluster.Name != "" {
			add("Pod", page("kubernetes", "pod", cluster.Location, cluster.Name, t.Namespace, t.Name, "details"))
		}
		add("Node's VM", vmPage(t.Node, t.Zone, page))
	case threat.Node:
		add("Node's VM", vmPage(t.Name, t.Zone, page))
	case threat.VM:
		add("VM", vmPage(orElse(t.Name, t.ID), t.Zone, page))
	case threat.CloudRun:
		add(runLink(t, page))
	}
}

func vmPage(name, zone string, page func(...string) string) string {
	if name == "" || zone == "" {
		return ""
	}
	return page("compute", "instancesDetail", "zones", zone, "instances", name)
}

func runLink(t threat.CloudRun, page func(...string) string) (title, address string) {
	switch {
	case t.Name == "" || t.Location == "":
		return "", ""
	case t.Kind == threat.Job || t.Kind == threat.Execution:
		return "Job", page("run", "jobs", "details", t.Location, t.Name, "executions")
	case t.Kind == threat.WorkerPool:
		return "Worker pool", page("run", "worker-pools", "details", t.Location, t.Name, "revisions")
	}
	return "Service", page("run", "detail", t.Location, t.Name, "revisions")
}

func projectOf(t threat.Target) string {
	switch t := t.(type) {
	case threat.CloudRun:
		return t.Project
	case threat.Project:
		return t.ID
	case threat.VM:
		return t.Project
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
		from, to := window(event)
		page += ";timeRange=" + escapeMatrix(from+"/"+to)
	}
	return page + "?project=" + url.QueryEscape(project)
}

// escapeMatrix encodes a matrix parameter's value, in which a space must be %20.
func escapeMatrix(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
