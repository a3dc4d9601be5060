package report

import (
	"slices"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// filter is a Cloud Logging filter, one comparison a line. Lines are joined by AND.
type filter struct{ lines []string }

func (f *filter) equal(field, value string) {
	if value != "" {
		f.lines = append(f.lines, field+"="+quote.Filter(value))
	}
}

// words adds a bare search term, which matches in any field.
func (f *filter) words(value string) {
	if value != "" {
		f.lines = append(f.lines, quote.Filter(value))
	}
}

func (f *filter) String() string { return strings.Join(f.lines, "\n") }

// logQueries fills in the filters that the playbook's log step gives: for a pod
// its own log, the audit log of its cluster, and the node's console; for a
// control plane the entry that the finding was made from, and the principal.
func logQueries(in Input, entry catalogue.Entry) LogQueries {
	q := LogQueries{Event: eventLog(in.Finding), Node: nodeLog(in.Evidence), Principal: principalLog(in.Target, in.Finding)}
	switch t := in.Target.(type) {
	case threat.Pod:
		q.Pod = podLog(t)
		q.Audit = clusterAudit(t.Cluster, t.Name)
	case threat.Node:
		q.Audit = clusterAudit(t.Cluster, t.Name)
	case threat.Cluster:
		q.Audit = clusterAudit(t, "")
	case threat.CloudRun:
		q.CloudRun = cloudRunLog(t)
		q.Audit = cloudRunAudit(t)
	case threat.VM:
		q.Node = vmLog(t.ID)
		q.Audit = vmAudit(t)
	}
	if cluster, ok := clusterOf(in.Target); ok {
		if slices.Contains(entry.Response, catalogue.SecretsLog) {
			q.Secrets = methodLog(cluster, `io\.k8s\.core\.v1\.secrets\..*`)
		}
		if slices.Contains(entry.Response, catalogue.RBACLog) {
			q.RBAC = methodLog(cluster, `io\.k8s\.authorization\.rbac\.v1\..*`)
		}
	}
	return q
}

// eventLog selects the entries that the finding was made from, as the finding's
// own link to Cloud Logging does.
func eventLog(f threat.Finding) string {
	var ids []string
	for _, entry := range f.LogEntries {
		ids = append(ids, quote.Filter(entry.InsertID.Raw()))
	}
	switch len(ids) {
	case 0:
		return ""
	case 1:
	default:
		return "insertId=(" + strings.Join(ids, " OR ") + ")"
	}
	var filter filter
	entry := f.LogEntries[0]
	if !entry.Time.IsZero() {
		filter.equal("timestamp", entry.Time.UTC().Format(time.RFC3339Nano))
	}
	filter.equal("insertId", entry.InsertID.Raw())
	return filter.String()
}

// methodLog selects the calls to some methods of a cluster's API, by a regular
// expression of ours.
func methodLog(c threat.Cluster, methods string) string {
	var f filter
	f.equal("resource.type", "k8s_cluster")
	f.cluster(c)
	f.lines = append(f.lines, `protoPayload.methodName=~"`+methods+`"`)
	return f.String()
}

func podLog(p threat.Pod) string {
	var f filter
	f.equal("resource.type", "k8s_container")
	f.cluster(p.Cluster)
	f.equal("resource.labels.namespace_name", p.Namespace)
	f.equal("resource.labels.pod_name", p.Name)
	return f.String()
}

func (f *filter) cluster(c threat.Cluster) {
	f.equal("resource.labels.project_id", c.Project)
	f.equal("resource.labels.location", c.Location)
	f.equal("resource.labels.cluster_name", c.Name)
}

func clusterAudit(c threat.Cluster, name string) string {
	var f filter
	f.equal("logName", activityLog(c.Project))
	f.equal("resource.type", "k8s_cluster")
	f.cluster(c)
	f.words(name)
	return f.String()
}

// nodeLog needs the VM's id, which only the live node knows.
func nodeLog(e threat.Evidence) string {
	node, ok := e.Node.Get()
	if !ok {
		return ""
	}
	return vmLog(node.InstanceID.Raw())
}

// principalLog follows who made the call that a control-plane finding is about.
// A caller without an email address is known by a subject, which the audit log
// keeps in a field of its own.
func principalLog(t threat.Target, finding threat.Finding) string {
	principal := finding.Access.Principal.Raw()
	if principal == "" {
		return ""
	}
	var f filter
	if cluster, ok := clusterOf(t); ok {
		f.equal("resource.labels.cluster_name", cluster.Name)
	}
	field := "principalEmail"
	if strings.Contains(principal, "://") || strings.HasPrefix(principal, "serviceAccount:") {
		field = "principalSubject"
	}
	f.equal("protoPayload.authenticationInfo."+field, principal)
	return f.String()
}

func clusterOf(t threat.Target) (threat.Cluster, bool) {
	switch t := t.(type) {
	case threat.Pod:
		return t.Cluster, true
	case threat.Node:
		return t.Cluster, true
	case threat.Cluster:
		return t, true
	default:
		return threat.Cluster{}, false
	}
}
