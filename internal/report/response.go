package report

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
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

// response is the last step of the playbook, in the order of growing harm. The
// commands are kubectl's and gcloud's own, so that each can be read before it is
// run.
func response(in Input, follows playbook, entry catalogue.Entry, r Report) []Action {
	keep := keeping(in, r)
	tell := action("contact", contactWords(in), "")
	switch t := in.Target.(type) {
	case threat.Pod:
		if follows.control() {
			return append(keep, advised(in, entry)...)
		}
		return append(append(append(keep, rebuild(entry)...), tell), podResponse(t, in.Evidence)...)
	case threat.CloudRun:
		if follows.control() {
			return append(keep, advised(in, entry)...)
		}
		return append(append(append(keep, tell), rebuild(entry)...), cloudRunResponse(t)...)
	default:
		if follows.control() {
			return append(keep, advised(in, entry)...)
		}
		return append(keep, tell)
	}
}

func action(name, effect, command string) Action {
	return Action{Action: name, Effect: untrusted.From(effect), Command: command}
}

// contactWords names those whom the finding says to tell.
func contactWords(in Input) string {
	who := "tell the owner of the project before anything is changed"
	switch in.Target.(type) {
	case threat.Pod:
		who = "tell the owner of the workload, or of its project"
	case threat.CloudRun:
		who = "tell the owner of the resource"
	}
	var known []string
	for _, c := range in.Finding.Contacts {
		known = append(known, strings.TrimSpace(c.Kind.Raw()+" "+c.Email.Raw()))
	}
	if len(known) > 0 {
		who += "; the finding's contacts: " + strings.Join(known, ", ")
	}
	return who
}

// rebuild is for what a program or a script changed in a container: a change
// that was meant belongs into the image.
func rebuild(entry catalogue.Entry) []Action {
	changes := []string{"Script", "Python", "Binary", "Library", "Cron", "ld.so.preload", "Pam.d", "Root Certificate", "Remote File Copy"}
	for _, word := range changes {
		if strings.Contains(entry.Category, word) {
			return []Action{action("rebuild", "if the change was meant, build it into the image and roll that out, so that nothing needs to change a running container", "")}
		}
	}
	return nil
}

// keeping saves what can be saved before anything is changed. Into files: what
// it saves is the attacker's text, and would act on the terminal.
func keeping(in Input, r Report) []Action {
	switch t := in.Target.(type) {
	case threat.Pod:
		logs := []string{t.Name, "--timestamps"}
		if container := containerName(t, in.Evidence); container != "" {
			logs = append(logs, "-c", container)
		}
		return appendSet(nil, action("keep", "saves the pod's description and its log as files here; changes nothing in the cluster", lines(
			saving(kubectl(t, in.Evidence, "get", "pod", t.Name, "-o", "yaml"), t.Name+".yaml"),
			saving(kubectl(t, in.Evidence, "logs", logs...), t.Name+".log"))))
	case threat.CloudRun:
		saved := []string{saving(describe(t), runLabel(t)+".yaml"), saving(readLog(r.LogQueries.CloudRun, t.Project, in.Finding), runLabel(t)+".log.json")}
		return []Action{action("keep", "saves the resource's description and its log as files here; changes nothing", lines(saved...))}
	case threat.VM:
		return []Action{action("keep", "saves the VM's description as a file here; changes nothing", saving(r.Commands.Describe, orElse(t.Name, t.ID)+".yaml"))}
	case threat.Node:
		if r.Commands.Describe != "" {
			return []Action{action("keep", "saves the description of the node's VM as a file here; its labels name the cluster", saving(r.Commands.Describe, t.Name+".yaml"))}
		}
	}
	return nil
}

// readLog runs a query of ours for the time around the event.
func readLog(query, project string, f threat.Finding) string {
	if query == "" || project == "" {
		return ""
	}
	if !f.EventTime.IsZero() {
		from, to := window(f.EventTime)
		query += "\ntimestamp>=" + quote.Filter(from) + "\ntimestamp<=" + quote.Filter(to)
	}
	// One line: quotes keep a line break, and a terminal that pastes line by line does not.
	return quote.Shell("gcloud", "logging", "read", strings.ReplaceAll(query, "\n", " AND "), "--project="+project, "--format=json")
}

func saving(command, file string) string {
	if command == "" {
		return ""
	}
	return command + " > " + file
}

// lines joins the commands that there are.
func lines(commands ...string) string {
	there := slices.DeleteFunc(commands, func(c string) bool { return c == "" })
	return strings.Join(there, "\n")
}

func podResponse(t threat.Pod, e threat.Evidence) []Action {
	return []Action{
		action("cordon", "keeps new pods off the node, so that it stays for a disk snapshot; running pods stay", cordon(t, e)),
		action("delete", "ends the container and what it held in memory; its controller starts a new pod from the same image",
			kubectl(t, e, "delete", "pod", t.Name)),
	}
}

// cordon is about the node of the event, which is not that of a namesake.
func cordon(t threat.Pod, e threat.Evidence) string {
	node := t.Node
	if pod, ok := e.Pod.Get(); ok && !pod.Node.IsZero() {
		node = pod.Node.Raw()
	}
	if ran, ok := e.Node.Get(); ok {
		node = either(ran.Via == threat.ViaNamesake, "", ran.Name.Raw())
	}
	if node == "" {
		return ""
	}
	return kubectl(t, e, "cordon", node)
}

// runLabel is what files about a Cloud Run resource are called.
func runLabel(t threat.CloudRun) string {
	return orElse(t.Revision, orElse(t.Execution, t.Name))
}

// cloudRunResponse is the page that all of Cloud Run's findings end in.
func cloudRunResponse(t threat.CloudRun) []Action {
	actions := []Action{action("investigate", "consider the help of an incident response service", "")}
	switch t.Kind {
	case threat.Job, threat.Execution:
		return appendSet(actions, action("delete", "removes the job and its executions", gcloudRun(t, "jobs", "delete", t.Name)))
	case threat.WorkerPool:
		return appendSet(actions, action("delete", "removes the worker pool", gcloudRun(t, "worker-pools", "delete", t.Name)))
	}
	if t.Name != "" {
		actions = append(actions, action("roll back",
			"shows the revisions; send all traffic to a safe one, or to a new one, with gcloud run services update-traffic",
			gcloudRun(t, "revisions", "list", "--service="+t.Name)))
	}
	if t.Revision != "" {
		actions = append(actions, action("delete revision", "removes the revision; one that still serves can't be deleted",
			gcloudRun(t, "revisions", "delete", t.Revision)))
	}
	return appendSet(actions, action("delete", "takes the service off the network for good", gcloudRun(t, "services", "delete", t.Name)))
}

// appendSet adds an action whose command could be filled in.
func appendSet(actions []Action, a Action) []Action {
	if a.Command == "" {
		return actions
	}
	return append(actions, a)
}
