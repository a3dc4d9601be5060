package report

import (
	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// advised is the plan of a control-plane finding: what its type's page says, else
// what such pages have in common.
func advised(in Input, entry catalogue.Entry) []Action {
	plan := entry.Response
	if len(plan) == 0 {
		plan = catalogue.CommonResponse()
	}
	var actions []Action
	for _, point := range plan {
		actions = append(actions, action(string(point), adviceWords(point), adviceCommand(in, point)))
	}
	return actions
}

// Where the plan of a control-plane finding is from.
const (
	FromPage   = "page"   // the page of the finding's type
	FromCommon = "common" // what such pages have in common, where that page gives no plan or was not seen
)

func responseSource(follows playbook, entry catalogue.Entry) string {
	switch {
	case !follows.control():
		return ""
	case len(entry.Response) > 0:
		return FromPage
	}
	return FromCommon
}

// adviceWords says what a point of a plan asks for.
func adviceWords(a catalogue.Advice) string {
	words, known := adviceTable()[a]
	if !known {
		return string(a)
	}
	return words
}

func adviceTable() map[catalogue.Advice]string {
	return map[catalogue.Advice]string{
		catalogue.ConfirmPod:         "find out whether the pod is meant to be there",
		catalogue.Principal:          "look in the audit log for other suspicious calls of the same principal",
		catalogue.AskOwner:           "if a person made the call, ask the owner of the account whether it was theirs",
		catalogue.TraceAccount:       "if a service account made the call, find out from where it was used, and whether that was meant",
		catalogue.RemovePod:          "if the pod is not meant to be there, remove it, and the bindings and service accounts that it used or that let it be made",
		catalogue.ReviewBindings:     "go through the bindings, and remove those that nobody needs",
		catalogue.AvoidDefaults:      "bind no roles to Kubernetes' default users and groups, and none of its default roles",
		catalogue.CSREvents:          "look in the audit log for what else was done to certificate signing requests, by this principal and by others",
		catalogue.CSRActor:           "find out whether the request was approved or deleted by another than its creator",
		catalogue.RotateCredentials:  "if a certificate may be in the wrong hands, rotate the cluster's credentials: Kubernetes can revoke none; every node is made anew",
		catalogue.IdentifyWorkload:   "find out what the workload is for",
		catalogue.DeleteWorkload:     "if nobody allowed it, delete it, and find out how it was deployed",
		catalogue.DeleteAccount:      "if nobody allowed the service account, delete it, and find out how it was made",
		catalogue.ReviewPodSpec:      "look at the securityContext of the containers",
		catalogue.ReduceCapabilities: "take away the capabilities that the container can do without",
		catalogue.WebhookPurpose:     "find out what the webhook is for, and who made it",
		catalogue.WebhookScope:       "see which requests it intercepts",
		catalogue.WebhookMonitor:     "watch what it does",
		catalogue.WebhookRemove:      "if nobody needs it, remove or disable it",
		catalogue.StaticManifest:     "look at the static pod's manifest on the node, and find out whether it is meant to be there",
		catalogue.StaticAlternative:  "see whether a pod that the API server manages could do the same",
		catalogue.StaticMonitor:      "watch what it does to the cluster",
		catalogue.LeastPrivilege:     "give no more rights than the task needs",
		catalogue.ReviewRole:         "look at the ClusterRole and its bindings: do the subjects need these rights",
		catalogue.AvoidVerbs:         "where possible, have no role with the verbs bind, escalate or impersonate",
		catalogue.APICall:            "find out what the call was, and what it reached",
		catalogue.BlockTor:           "look at network policies and firewall rules: keep addresses of the Tor network out",
		catalogue.SecretsScope:       "find out which Secrets the service account can read, and which it did",
		catalogue.SecretsLog:         "look in the audit log for who read or changed Secrets",
		catalogue.RBACLog:            "look in the audit log for changes to roles and bindings",
		catalogue.CheckJob:           "look at the job, its command and its container",
		catalogue.DeleteJob:          "if it is not meant to be there, delete it",
		catalogue.CheckImage:         "look at the image",
		catalogue.ReplaceContainer:   "delete the container, and replace it by one from an image that you trust",
	}
}

// adviceCommand is the command that a point needs, as far as the finding fills
// it in.
func adviceCommand(in Input, a catalogue.Advice) string {
	switch t := in.Target.(type) {
	case threat.Pod:
		return podAdvice(t, in.Evidence, a)
	case threat.Cluster:
		return clusterAdvice(t, in.Evidence, a)
	case threat.CloudRun:
		return runAdvice(t, a)
	}
	return ""
}

func podAdvice(t threat.Pod, e threat.Evidence, a catalogue.Advice) string {
	switch a { //nolint:exhaustive // the others are the cluster's
	case catalogue.RemovePod, catalogue.DeleteWorkload:
		return kubectl(t, e, "delete", "pod", t.Name)
	case catalogue.ConfirmPod, catalogue.ReviewPodSpec, catalogue.IdentifyWorkload, catalogue.StaticManifest:
		return kubectl(t, e, "get", "pod", t.Name, "-o", "yaml")
	}
	return clusterAdvice(t.Cluster, e, a)
}

func clusterAdvice(c threat.Cluster, e threat.Evidence, a catalogue.Advice) string {
	if c.Name == "" {
		return ""
	}
	show := func(kinds string, flags ...string) string {
		args := append([]string{"kubectl", "get"}, inContext(c, e)...)
		return quote.Shell(append(append(args, kinds), flags...)...)
	}
	switch a { //nolint:exhaustive // the others need no command
	case catalogue.ReviewBindings, catalogue.ReviewRole:
		return show("clusterrolebindings,rolebindings", "--all-namespaces", "-o", "wide")
	case catalogue.CSREvents, catalogue.CSRActor:
		return show("certificatesigningrequests", "-o", "wide")
	case catalogue.WebhookPurpose, catalogue.WebhookScope:
		return show("validatingwebhookconfigurations,mutatingwebhookconfigurations", "-o", "yaml")
	case catalogue.RotateCredentials:
		return quote.Shell("gcloud", "container", "clusters", "update", c.Name, "--start-credential-rotation",
			zoneOrRegion(c), c.Location, "--project", c.Project)
	}
	return ""
}

func runAdvice(t threat.CloudRun, a catalogue.Advice) string {
	switch a { //nolint:exhaustive // the others need no command
	case catalogue.CheckJob, catalogue.CheckImage:
		return describe(t)
	case catalogue.DeleteJob, catalogue.ReplaceContainer:
		switch t.Kind {
		case threat.Job, threat.Execution:
			return gcloudRun(t, "jobs", "delete", t.Name)
		case threat.WorkerPool:
			return gcloudRun(t, "worker-pools", "delete", t.Name)
		}
		return gcloudRun(t, "services", "delete", t.Name)
	}
	return ""
}
