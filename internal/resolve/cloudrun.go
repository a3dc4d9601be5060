package resolve

import (
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// cloudRun returns the Cloud Run resource of a finding, or nil where its name
// holds none. Both forms of names are read: projects/P/locations/L/services/S of
// the API v2 and namespaces/P/services/S of Knative, where the location stands
// beside the name or in the host.
func cloudRun(f threat.Finding, name resourceName, project string, refused *refusals) threat.Target {
	target := threat.CloudRun{
		Project: project,
		Location: refused.take("location", either(name.first("locations", "regions"),
			either(untrusted.From(name.where), f.Resource.Location)), location()),
		Revision:  refused.take("revision", name.first("revisions"), runName()),
		Execution: refused.take("execution", name.first("executions"), runName()),
	}
	target.Kind, target.Name = runResource(name, refused)
	switch {
	case target.Revision != "":
		target.Kind = threat.Revision
	case target.Execution != "":
		target.Kind = threat.Execution
	}
	if target.Kind == "" {
		return nil
	}
	if len(f.Containers) > 0 {
		c := f.Containers[0]
		target.Container = refused.take("container name", c.Name, label())
		target.Image, target.ImageID = c.Image, c.ImageID
	}
	return target
}

// runResource returns the service, job or worker pool of a name.
func runResource(name resourceName, refused *refusals) (kind, called string) {
	for _, c := range []struct {
		kind        string
		collections []string
	}{
		{threat.Service, []string{"services", "configurations"}},
		{threat.Job, []string{"jobs"}},
		{threat.WorkerPool, []string{"workerPools", "workerpools"}},
	} {
		id := name.first(c.collections...)
		if id.IsZero() {
			continue
		}
		if called := refused.take(c.kind+" name", id, runName()); called != "" {
			return c.kind, called
		}
		return "", ""
	}
	return "", ""
}
