package report

import (
	"strings"

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

// logQueries fills in step 4 of the playbook: the pod's own log, the audit log of
// its cluster, and the node's console.
func logQueries(t threat.Target, e threat.Evidence, f threat.Finding) LogQueries {
	var q LogQueries
	switch t := t.(type) {
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
	}
	q.Node = nodeLog(e)
	q.Principal = principalLog(t, f)
	return q
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
	f.equal("logName", "projects/"+c.Project+"/logs/cloudaudit.googleapis.com%2Factivity")
	f.equal("resource.type", "k8s_cluster")
	f.cluster(c)
	f.words(name)
	return f.String()
}

// nodeLog needs the VM's id, which only the live node knows.
func nodeLog(e threat.Evidence) string {
	node, ok := e.Node.Get()
	if !ok || node.InstanceID.IsZero() {
		return ""
	}
	var f filter
	f.equal("resource.type", "gce_instance")
	f.equal("resource.labels.instance_id", node.InstanceID.Raw())
	return f.String()
}

func cloudRunLog(r threat.CloudRun) string {
	var f filter
	switch r.Kind {
	case threat.Job, threat.Execution:
		f.equal("resource.type", "cloud_run_job")
		f.equal("resource.labels.job_name", r.Name)
		f.equal(`labels."run.googleapis.com/execution_name"`, r.Execution)
	case threat.WorkerPool:
		f.equal("resource.type", "cloud_run_worker_pool")
		f.equal("resource.labels.worker_pool_name", r.Name)
	default:
		f.equal("resource.type", "cloud_run_revision")
		f.equal("resource.labels.service_name", r.Name)
		f.equal("resource.labels.revision_name", r.Revision)
	}
	f.equal("resource.labels.location", r.Location)
	return f.String()
}

func cloudRunAudit(r threat.CloudRun) string {
	var f filter
	f.equal("logName", "projects/"+r.Project+"/logs/cloudaudit.googleapis.com%2Factivity")
	f.equal("protoPayload.serviceName", "run.googleapis.com")
	f.words(r.Name)
	return f.String()
}

// principalLog follows who made the call that a control-plane finding is about.
func principalLog(t threat.Target, finding threat.Finding) string {
	principal := finding.Access.Principal.Raw()
	if principal == "" {
		return ""
	}
	var f filter
	if cluster, ok := clusterOf(t); ok {
		f.equal("resource.labels.cluster_name", cluster.Name)
	}
	f.equal("protoPayload.authenticationInfo.principalEmail", principal)
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
