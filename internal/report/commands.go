package report

import (
	"slices"

	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// ContextName is what gcloud calls the kubeconfig context of a cluster.
func ContextName(c threat.Cluster) string {
	return "gke_" + c.Project + "_" + c.Location + "_" + c.Name
}

// commands fills in what the playbook's steps tell a responder to run, ready to
// paste.
func commands(in Input, follows playbook) Commands {
	c := placeCommands(in.Target, in.Evidence)
	if follows.control() && !in.looks() { // these pages look into no container
		c.Shell, c.PS = "", ""
	}
	c.Related = related(in.Finding, in.Target)
	return c
}

func placeCommands(t threat.Target, e threat.Evidence) Commands {
	switch t := t.(type) {
	case threat.Pod:
		return podCommands(t, e)
	case threat.Node:
		return Commands{GetCredentials: getCredentials(t.Cluster), Describe: describeVM(t.Name, t.Zone, t.Cluster.Project)}
	case threat.Cluster:
		return Commands{GetCredentials: getCredentials(t)}
	case threat.CloudRun:
		return Commands{Describe: describe(t)}
	case threat.VM:
		return Commands{Describe: describeVM(orElse(t.Name, t.ID), t.Zone, t.Project)}
	default:
		return Commands{}
	}
}

func podCommands(t threat.Pod, e threat.Evidence) Commands {
	container := []string{}
	if name := containerName(t, e); name != "" {
		container = []string{"-c", name}
	}
	run := func(flags []string, argv ...string) string {
		args := slices.Concat(flags, []string{t.Name}, container, []string{"--"}, argv)
		return kubectl(t, e, "exec", args...)
	}
	return Commands{
		GetCredentials: getCredentials(t.Cluster),
		Shell:          run([]string{"-ti"}, "/bin/sh"),
		PS:             run(nil, "ps", "axjf"),
		Describe:       describeVM(t.Node, t.Zone, t.Cluster.Project),
	}
}

// kubectl is a command line in the finding's namespace, by the context that led
// there, else by the one that gcloud would make. It is empty where no cluster is
// known: without a context it would go to whichever cluster is the current one.
func kubectl(t threat.Pod, e threat.Evidence, command string, args ...string) string {
	if _, reached := e.Access.Get(); !reached && t.Cluster.Name == "" {
		return ""
	}
	line := slices.Concat([]string{"kubectl", command}, inContext(t.Cluster, e), []string{"--namespace=" + t.Namespace}, args)
	return quote.Shell(line...)
}

// inContext names the context that led to a cluster, else the one that gcloud
// would make; none where --server led there, or no cluster is known.
func inContext(c threat.Cluster, e threat.Evidence) []string {
	context := ""
	if c.Name != "" {
		context = ContextName(c)
	}
	if access, ok := e.Access.Get(); ok {
		context = access.Context
	}
	if context == "" {
		return nil
	}
	return []string{"--context=" + context}
}

// containerName is the finding's, else the one that the cluster settled on.
func containerName(t threat.Pod, e threat.Evidence) string {
	if pod, ok := e.Pod.Get(); ok && t.Container == "" {
		return pod.Container.Name.Raw()
	}
	return t.Container
}

// getCredentials uses the flag that the playbook uses: --zone or --region. A
// finding that names a node by itself names no cluster to get them for.
func getCredentials(c threat.Cluster) string {
	if c.Name == "" {
		return ""
	}
	return quote.Shell("gcloud", "container", "clusters", "get-credentials", c.Name, zoneOrRegion(c), c.Location, "--project", c.Project)
}

func zoneOrRegion(c threat.Cluster) string {
	if c.LocationType == threat.Zonal {
		return "--zone"
	}
	return "--region"
}

// describeVM shows a VM. That of a node says in its labels which cluster it
// belongs to.
func describeVM(name, zone, project string) string {
	if name == "" || zone == "" || project == "" {
		return ""
	}
	return quote.Shell("gcloud", "compute", "instances", "describe", name, "--zone", zone, "--project", project)
}

// describe shows the resource by gcloud's own names for it: the revision's or
// execution's settings are those that ran.
func describe(r threat.CloudRun) string {
	switch {
	case r.Kind == threat.WorkerPool:
		return gcloudRun(r, "worker-pools", "describe", r.Name)
	case r.Revision != "":
		return gcloudRun(r, "revisions", "describe", r.Revision)
	case r.Execution != "":
		return gcloudRun(r, "jobs", "executions", "describe", r.Execution)
	case r.Kind == threat.Job:
		return gcloudRun(r, "jobs", "describe", r.Name)
	}
	return gcloudRun(r, "services", "describe", r.Name)
}

// gcloudRun is a command on a resource of Cloud Run. Without a location gcloud
// asks for one, or takes the one that it is set to.
func gcloudRun(r threat.CloudRun, args ...string) string {
	if args[len(args)-1] == "" {
		return ""
	}
	line := append([]string{"gcloud", "run"}, args...)
	if r.Location != "" {
		line = append(line, "--region", r.Location)
	}
	if r.Project != "" {
		line = append(line, "--project", r.Project)
	}
	return quote.Shell(line...)
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
