package render

import (
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// steps writes the playbook's steps under the numbers that its readers know.
func (o *outline) steps(r report.Report) {
	for _, s := range r.Steps {
		o.step(s.Number, s.Title)
		o.part(r, s.Step)
	}
}

func (o *outline) part(r report.Report, step report.StepCode) {
	switch step {
	case report.StepFinding:
		o.finding(r)
	case report.StepRelated:
		o.related(r)
	case report.StepCluster:
		o.cluster(r)
	case report.StepPod:
		o.pod(r)
	case report.StepSettings, report.StepResource:
		o.resource(r)
	case report.StepLogs:
		o.logs(r)
	case report.StepContainer:
		o.container(r)
	case report.StepAttack:
		o.attack(r.Attack)
	case report.StepResponse:
		o.response(r)
	}
}

// related shows how to find what else was found there.
func (o *outline) related(r report.Report) {
	if r.Commands.Related == "" {
		o.text("the finding names nothing to search others by")
		return
	}
	o.text("other findings of the same resource at about the same time:")
	o.verbatim(r.Commands.Related)
}

func (o *outline) cluster(r report.Report) {
	t := r.Target
	o.text(dots(t.Cluster, strings.TrimSpace(t.LocationType+" "+t.Location), t.Project))
	if t.Cluster == "" {
		o.text("the finding names no cluster; the labels of the node's VM do")
	}
	if c := r.Cluster; c != nil {
		o.say(faint("reached by context " + untrusted.Escape(c.Context) + ", " + proofWords(c.ClusterAccess)))
	}
	if n := r.Node; n != nil {
		o.say(dotted(labelled("node", n.Name), labelled("instance", n.InstanceID), labelled("pool", n.NodePool), labelled("zone", n.Zone),
			plain(viaWords(n.Via))))
		o.say(dotted(labelled("kubelet", n.Kubelet), named(esc(n.OS))))
	} else {
		o.say(labelled("node", untrusted.From(t.Node)))
	}
	o.verbatim(r.Commands.GetCredentials)
	o.verbatim(r.Commands.Describe)
}

// viaWords says how a node was found that nobody names for certain.
func viaWords(via string) string {
	switch via {
	case threat.ViaEvent:
		return "by an event of the pod"
	case threat.ViaNamesake:
		return "of the pod that has the name now"
	}
	return ""
}

// proofWords says how far it is shown that the cluster is the finding's.
func proofWords(access threat.ClusterAccess) string {
	switch {
	case access.Proof == threat.ByUser:
		return "taken because you said so: it was not shown to be the finding's cluster"
	case access.ClusterEntry != "":
		return "the finding's cluster by the name of its entry " + untrusted.Escape(access.ClusterEntry)
	}
	return "the finding's cluster by its name"
}

func (o *outline) pod(r report.Report) {
	t := r.Target
	if t.Pod == "" {
		o.text("the finding names no pod that could be asked for; see Gaps")
		return
	}
	o.text(where(t))
	if pod := r.Pod; pod != nil {
		o.say(dotted(plain(esc(pod.Phase)), plain("container "+pod.Container.State), plain(strconv.Itoa(pod.Container.Restarts)+" restarts"),
			labelled("service account", pod.ServiceAccount)))
		o.noteworthy(pod.Noteworthy)
		o.owners(pod.Owners, "owned by ")
		o.say(dotted(labelled("image", pod.Container.Image), named(esc(pod.Container.ImageID))))
	} else {
		o.say(dotted(labelled("image", t.Image), named(esc(t.ImageID))))
	}
	for _, line := range r.Target.Evidence {
		o.item(esc(line))
	}
	if !t.Why.IsZero() {
		o.text("the target: " + esc(t.Why) + "; also named:")
	}
	for _, other := range t.Others {
		o.item(dots(other.Namespace+"/"+other.Name, other.Container))
	}
	o.workload(r)
	o.events(r)
	o.spread(r)
}

func (o *outline) owners(owners []threat.Owner, lead string) {
	var chain words
	for i, owner := range owners {
		chain = append(chain, plain(either(i == 0, lead, " ‹ "))...)
		chain = append(chain, labelled(esc(owner.Kind), owner.Name)...)
	}
	if chain == nil {
		return
	}
	if above := owners[len(owners)-1].Above; above.Reason != "" {
		chain = append(chain, plain(" ‹ ? ("+string(above.Reason)+" "+esc(above.Detail)+")")...)
	}
	o.hanging(chain)
}

// resource shows where it happened, for what is no pod.
func (o *outline) resource(r report.Report) {
	t, f := r.Target, r.Finding
	project := t.Project
	if where(t) == "project "+project {
		project = ""
	}
	o.text(dots(where(t), project))
	if t.CloudRun == nil {
		o.say(dotted(named(esc(f.Resource.DisplayName)), named(esc(f.Resource.Type)), plain(t.Location)))
	}
	o.hanging(named(esc(f.Resource.Name)))
	o.say(labelled("container", untrusted.From(t.Container)))
	o.say(dotted(labelled("image", t.Image), named(esc(t.ImageID))))
	for _, line := range t.Evidence {
		o.item(esc(line))
	}
	o.verbatim(r.Commands.Describe)
}
