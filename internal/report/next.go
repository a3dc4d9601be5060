package report

import "github.com/kubectl-threat/kubectl-threat/internal/threat"

// nextSteps are the one or two commands that the state of things calls for.
func nextSteps(in Input, r Report, follows playbook) []Action {
	if follows.control() && !in.looks() && r.LogQueries.Principal != "" {
		return []Action{action("principal", "see what else the caller did", readLog(r.LogQueries.Principal, projectOf(in.Target), in.Finding))}
	}
	switch t := in.Target.(type) {
	case threat.Pod:
		return podNext(in, r)
	case threat.CloudRun:
		return appendSet(nil, action("describe", "shows the settings that it runs with", describe(t)))
	case threat.Node, threat.VM:
		return appendSet(nil, action("describe", "shows the VM", r.Commands.Describe))
	default:
		return nil
	}
}

func podNext(in Input, r Report) []Action {
	look := action("look", "looks for the finding's processes in the container", next(in, "inspect")+" --live")
	switch in.Assessment.Target {
	case threat.TargetGone, threat.Replaced:
		return []Action{action("logs", "what the log still holds: see the queries of step 4", "")}
	case threat.Same, threat.Restarted, threat.TargetUnknown:
	}
	switch in.Assessment.Verdict {
	case threat.Active, threat.TracesLeft:
		return []Action{action("respond", "keep the evidence first, then contain: see step 7 of inspect", "")}
	case threat.NotChecked:
		if gap, barred := in.Evidence.Access.Gap(); barred && gap.Reason != threat.Offline {
			return []Action{action("connect", "get access to the finding's cluster, then run this again", r.Commands.GetCredentials)}
		}
		return []Action{look}
	case threat.NotObserved:
		return []Action{action("logs", "see what it did while it ran: the queries of step 4", "")}
	case threat.VerdictUnknown:
		return []Action{action("shell", "look by hand", r.Commands.Shell)}
	}
	return nil
}
