package report

import (
	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// ContextName is what gcloud calls the kubeconfig context of a cluster.
func ContextName(c threat.Cluster) string {
	return "gke_" + c.Project + "_" + c.Location + "_" + c.Name
}

// commands fills in steps 2 and 5 of the playbook, ready to paste.
func commands(t threat.Target, e threat.Evidence) Commands {
	switch t := t.(type) {
	case threat.Pod:
		return podCommands(t, e)
	case threat.Node:
		return Commands{GetCredentials: getCredentials(t.Cluster)}
	case threat.Cluster:
		return Commands{GetCredentials: getCredentials(t)}
	case threat.CloudRun:
		return Commands{Describe: describe(t)}
	default:
		return Commands{}
	}
}

func podCommands(t threat.Pod, e threat.Evidence) Commands {
	run := func(flags string, argv ...string) string {
		args := kubectl(t, e, "exec")
		if flags != "" {
			args = append(args, flags)
		}
		args = append(args, t.Name)
		if container := containerName(t, e); container != "" {
			args = append(args, "-c", container)
		}
		return quote.Shell(append(append(args, "--"), argv...)...)
	}
	return Commands{
		GetCredentials: getCredentials(t.Cluster),
		Shell:          run("-ti", "/bin/sh"),
		PS:             run("", "ps", "axjf"),
	}
}

// kubectl starts a command line on the finding's namespace, by the context that
// led there, else by the one that gcloud would make.
func kubectl(t threat.Pod, e threat.Evidence, command string) []string {
	context := ContextName(t.Cluster)
	if access, ok := e.Access.Get(); ok {
		context = access.Context
	}
	args := []string{"kubectl", command}
	if context != "" { // none where --server led there
		args = append(args, "--context="+context)
	}
	return append(args, "--namespace="+t.Namespace)
}

// containerName is the finding's, else the one that the cluster settled on.
func containerName(t threat.Pod, e threat.Evidence) string {
	if pod, ok := e.Pod.Get(); ok && t.Container == "" {
		return pod.Container.Name.Raw()
	}
	return t.Container
}

// getCredentials uses the flag that the playbook uses: --zone or --region.
func getCredentials(c threat.Cluster) string {
	where := "--region"
	if c.LocationType == threat.Zonal {
		where = "--zone"
	}
	return quote.Shell("gcloud", "container", "clusters", "get-credentials", c.Name, where, c.Location, "--project", c.Project)
}

// describe shows the resource by gcloud's own names for it.
func describe(r threat.CloudRun) string {
	group, name := "services", r.Name
	switch {
	case r.Revision != "":
		group, name = "revisions", r.Revision
	case r.Execution != "":
		return quote.Shell("gcloud", "run", "jobs", "executions", "describe", r.Execution,
			"--region", r.Location, "--project", r.Project)
	case r.Kind == threat.Job:
		group = "jobs"
	case r.Kind == threat.WorkerPool:
		group = "worker-pools"
	}
	return quote.Shell("gcloud", "run", group, "describe", name, "--region", r.Location, "--project", r.Project)
}
