package report

import "github.com/kubectl-threat/kubectl-threat/internal/threat"

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
	f.equal("logName", activityLog(r.Project))
	f.equal("protoPayload.serviceName", "run.googleapis.com")
	f.words(orElse(r.Name, orElse(r.Revision, r.Execution)))
	return f.String()
}

// vmLog needs the VM's id.
func vmLog(id string) string {
	if id == "" {
		return ""
	}
	var f filter
	f.equal("resource.type", "gce_instance")
	f.equal("resource.labels.instance_id", id)
	return f.String()
}

func vmAudit(v threat.VM) string {
	var f filter
	f.equal("logName", activityLog(v.Project))
	f.equal("resource.type", "gce_instance")
	f.equal("resource.labels.instance_id", v.ID)
	if v.ID == "" {
		f.words(v.Name)
	}
	return f.String()
}

func activityLog(project string) string {
	return "projects/" + project + "/logs/cloudaudit.googleapis.com%2Factivity"
}
