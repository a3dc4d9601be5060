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
	o.step(1, "Finding")
	o.finding(r.Finding)
	switch r.Target.Platform {
	case "gke":
		o.step(2, "Cluster")
		o.cluster(r)
		o.step(3, "Pod")
		o.pod(r)
		o.step(4, "Logs")
		o.logs(r)
		o.step(5, "Container")
		o.container(r)
		o.step(6, "ATT&CK")
		o.attack(r.Attack)
		o.step(7, "Response")
		o.response(r)
	default:
		o.step(2, "Resource")
		o.resource(r)
		o.step(3, "Logs")
		o.logs(r)
		o.step(4, "ATT&CK")
		o.attack(r.Attack)
		o.step(5, "Response")
		o.response(r)
	}
}

func (o *outline) cluster(r report.Report) {
	t := r.Target
	o.text(dots(t.Cluster, strings.TrimSpace(t.LocationType+" "+t.Location), t.Project))
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
		o.say(labelled("image", t.Image))
	}
	for _, line := range r.Target.Evidence {
		o.item(esc(line))
	}
	o.workload(r)
	o.events(r)
	o.spread(r)
	for _, other := range t.Others {
		o.text("also named: " + dots(other.Namespace+"/"+other.Name, other.Container))
	}
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

// resource is step 2 for what is no pod.
func (o *outline) resource(r report.Report) {
	t := r.Target
	o.text(dots(where(t), t.Project))
	o.say(labelled("image", t.Image))
	for _, line := range t.Evidence {
		o.item(esc(line))
	}
	o.verbatim(r.Commands.Describe)
}
