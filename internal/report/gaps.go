package report

import (
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// question is one thing that a report wants to know.
type question struct {
	code string
	step StepCode
	what string
	gap  func(threat.Evidence) (threat.Gap, bool)
}

func questions() []question {
	return []question{
		{"cluster", StepCluster, "access to the cluster", func(e threat.Evidence) (threat.Gap, bool) { return e.Access.Gap() }},
		{"pod", StepPod, "the pod as it is now", func(e threat.Evidence) (threat.Gap, bool) { return e.Pod.Gap() }},
		{"node", StepCluster, "the node and its VM", func(e threat.Evidence) (threat.Gap, bool) { return e.Node.Gap() }},
		{"owners", StepPod, "the workload that owns the pod", ownersGap},
		{"siblings", StepPod, "the other pods of the workload", func(e threat.Evidence) (threat.Gap, bool) { return e.Siblings.Gap() }},
		{"events", StepPod, "the pod's events", func(e threat.Evidence) (threat.Gap, bool) { return e.Events.Gap() }},
		{"spread", StepPod, "pods of the same image or service account", spreadGap},
		{"log", StepLogs, "what the container wrote around the event", func(e threat.Evidence) (threat.Gap, bool) { return e.Log.Gap() }},
		{"previous-log", StepLogs, "what the container before it wrote", func(e threat.Evidence) (threat.Gap, bool) { return e.Previous.Gap() }},
		{"processes", StepContainer, "the processes in the container", func(e threat.Evidence) (threat.Gap, bool) { return e.Look.Gap() }},
		{"traces", StepContainer, "files and hashes in the container", func(e threat.Evidence) (threat.Gap, bool) { return e.Traces.Gap() }},
	}
}

// ownersGap is why the chain of owners is not known, or not to its end. An owner
// of a kind that is not read is no gap: who owns it lies outside Kubernetes.
func ownersGap(e threat.Evidence) (threat.Gap, bool) {
	owners, ok := e.Owners.Get()
	if !ok {
		return e.Owners.Gap()
	}
	for _, owner := range owners.Chain {
		if above := owner.Above; above.Reason != "" && above.Reason != threat.NotBuilt {
			above.Asked = e.Owners.How
			return above, true
		}
	}
	return threat.Gap{}, false
}

// spreadGap is why the search ended before the whole cluster was seen.
func spreadGap(e threat.Evidence) (threat.Gap, bool) {
	spread, ok := e.Spread.Get()
	if !ok {
		return e.Spread.Gap()
	}
	rest := spread.Rest
	rest.Asked = e.Spread.How
	return rest, rest.Reason != ""
}

// gaps lists what the report could not learn, by the playbook's steps. What bars
// several questions is one gap: the cluster, or the pod that others hang on.
func gaps(in Input, steps []Step) []Gap {
	var list []Gap
	if in.TargetError != nil {
		list = append(list, Gap{
			Code: "target", Step: 1, What: "the place that the finding points at", Why: untrusted.From(in.TargetError.Error()),
		})
	}
	seen := map[threat.Gap]bool{}
	for _, q := range questions() {
		gap, missing := q.gap(in.Evidence)
		asked := gap.Asked
		gap.Asked = "" // several questions can miss for one reason
		if !missing || seen[gap] {
			continue
		}
		seen[gap] = true
		list = append(list, Gap{
			Code: q.code + "-" + string(gap.Reason), Step: numberOf(steps, q.step), What: q.what,
			Why: untrusted.From(gapWords(gap)), Fix: fix(in, gap), Asked: asked,
		})
		if q.code == "cluster" {
			break
		}
	}
	return append(list, laterGaps(in, steps)...)
}

// otherPods says that a finding's further pods were not looked at.
func otherPods(in Input, steps []Step) []Gap {
	pod, ok := in.Target.(threat.Pod)
	if !ok || len(pod.Others) == 0 {
		return nil
	}
	return []Gap{{
		Code: "others-not-supported", Step: numberOf(steps, StepPod), What: "the further pods of the finding",
		Why: untrusted.From("this version looks at one pod only, the target"),
	}}
}

// laterGaps names what this version does not ask Google Cloud for yet.
func laterGaps(in Input, steps []Step) []Gap {
	if _, none := in.Target.(threat.Project); none || in.Target == nil {
		return nil
	}
	return append(otherPods(in, steps), Gap{
		Code: "logs-not-supported", Step: numberOf(steps, StepLogs), What: "log entries around the event",
		Why: untrusted.From("this version prints the queries and does not run them"),
		Fix: "open the log links, or paste a query into gcloud logging read",
	})
}

// fix is the one command or permission that would close a gap.
func fix(in Input, gap threat.Gap) string {
	switch gap.Reason {
	case threat.Offline:
		return "run again without --offline"
	case threat.OtherCluster:
		if cluster, ok := clusterOf(in.Target); ok {
			return getCredentials(cluster) // empty where the finding names no cluster
		}
	case threat.Denied:
		if !gap.Rule.IsZero() {
			return "ask for the RBAC rule: " + gap.Rule.String()
		}
	case threat.TimedOut:
		return "run again with a longer --timeout"
	case threat.NoTools:
		if pod, ok := in.Target.(threat.Pod); ok {
			return debug(pod, in.Evidence)
		}
	case threat.Gone, threat.Failed, threat.NotApplicable, threat.NotBuilt:
	}
	return ""
}

// debug is how a container without tools can be looked into by hand.
func debug(t threat.Pod, e threat.Evidence) string {
	args := []string{"-ti", t.Name, "--image=gcr.io/distroless/static-debian12:debug"}
	if container := containerName(t, e); container != "" {
		args = append(args, "--target="+container)
	}
	return kubectl(t, e, "debug", append(args, "--", "sh")...)
}
