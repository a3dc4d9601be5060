package report

import (
	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// next is a command of this plugin on the same finding, ready to paste.
func next(in Input, command string) string {
	args := []string{"kubectl", "threat", command}
	if in.Source != "" {
		args = append(args, in.Source)
	}
	return quote.Shell(args...)
}

// response is step 7 of the playbook, in the order of growing harm. The commands
// are kubectl's and gcloud's own, so that each can be read before it is run.
func response(in Input) []Action {
	switch t := in.Target.(type) {
	case threat.Pod:
		return podResponse(t, in.Evidence)
	case threat.CloudRun:
		return cloudRunResponse(t)
	default:
		return []Action{action("contact", "tell the owner of the project before anything is changed", "")}
	}
}

func action(name, effect, command string) Action {
	return Action{Action: name, Effect: untrusted.From(effect), Command: command}
}

func podResponse(t threat.Pod, e threat.Evidence) []Action {
	line := func(command string, args ...string) string {
		return quote.Shell(append(kubectl(t, e, command), args...)...)
	}
	logs := []string{t.Name, "--timestamps"}
	if container := containerName(t, e); container != "" {
		logs = append(logs, "-c", container)
	}
	// Into files: a log is the attacker's text, and kubectl prints it as it is.
	keep := line("get", "pod", t.Name, "-o", "yaml") + " > " + t.Name + ".yaml\n" +
		line("logs", logs...) + " > " + t.Name + ".log"
	return []Action{
		action("keep", "saves the pod's description and its log as files here; changes nothing in the cluster", keep),
		action("contact", "tell the owner of the workload; a change that was meant belongs into the image", ""),
		action("cordon", "keeps new pods off the node, so that it stays for a disk snapshot; running pods stay", cordon(t, e)),
		action("delete", "ends the container and what it held in memory; its controller starts a new pod from the same image",
			line("delete", "pod", t.Name)),
	}
}

func cordon(t threat.Pod, e threat.Evidence) string {
	node := t.Node
	if pod, ok := e.Pod.Get(); ok && !pod.Node.IsZero() {
		node = pod.Node.Raw()
	}
	if node == "" {
		return ""
	}
	return quote.Shell(append(kubectl(t, e, "cordon"), node)...)
}

func cloudRunResponse(t threat.CloudRun) []Action {
	place := []string{"--region", t.Location, "--project", t.Project}
	gcloud := func(args ...string) string {
		return quote.Shell(append(append([]string{"gcloud", "run"}, args...), place...)...)
	}
	actions := []Action{
		action("keep", "copies the resource's description; changes nothing", describe(t)),
		action("contact", "tell the owner of the resource; a change that was meant belongs into the image", ""),
	}
	switch t.Kind {
	case threat.Job, threat.Execution:
		return append(actions, action("delete", "removes the job and its executions", gcloud("jobs", "delete", t.Name)))
	case threat.WorkerPool:
		return append(actions, action("delete", "removes the worker pool", gcloud("worker-pools", "delete", t.Name)))
	}
	actions = append(actions, action("list revisions", "shows a revision to go back to; changes nothing",
		gcloud("revisions", "list", "--service", t.Name)))
	if t.Revision != "" {
		actions = append(actions, action("delete revision",
			"removes the revision; send its traffic to a safe one first, since one that serves can't be deleted",
			gcloud("revisions", "delete", t.Revision)))
	}
	return append(actions, action("delete", "takes the service off the network for good", gcloud("services", "delete", t.Name)))
}
