package render

import (
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// steps writes the playbook's steps under the numbers that its readers know.
func (p *page) steps(r report.Report, o Options) {
	p.section("1 Finding")
	p.finding(r.Finding)
	switch r.Target.Platform {
	case "gke":
		p.section("2 Cluster")
		p.cluster(r)
		p.section("3 Pod")
		p.pod(r)
		p.section("4 Logs")
		p.logs(r)
		p.section("5 Container")
		p.container(r, o)
		p.section("6 ATT&CK")
		p.attack(r)
		p.section("7 Response")
		p.response(r)
	default:
		p.section("2 Resource")
		p.resource(r)
		p.section("3 Logs")
		p.logs(r)
		p.section("4 ATT&CK")
		p.attack(r)
		p.section("5 Response")
		p.response(r)
	}
}

func (p *page) cluster(r report.Report) {
	t := r.Target
	p.text(dots(t.Cluster, strings.TrimSpace(t.LocationType+" "+t.Location), t.Project))
	if c := r.Cluster; c != nil {
		p.text(p.theme.faint.Render("reached by context " + untrusted.Escape(c.Context) + ", " + proofWords(c.ClusterAccess)))
	}
	if n := r.Node; n != nil {
		p.text(dots("node "+esc(n.Name), prefixed("instance ", n.InstanceID), prefixed("pool ", n.NodePool), prefixed("zone ", n.Zone)))
		p.text(dots(prefixed("kubelet ", n.Kubelet), esc(n.OS)))
	} else if t.Node != "" {
		p.text("node " + t.Node)
	}
	p.verbatim(r.Commands.GetCredentials)
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

func prefixed(prefix string, t untrusted.Text) string {
	if t.IsZero() {
		return ""
	}
	return prefix + esc(t)
}

func (p *page) pod(r report.Report) {
	t := r.Target
	if t.Pod == "" {
		p.text("the finding names no pod that could be asked for; see Gaps")
		return
	}
	p.text(where(t))
	if pod := r.Pod; pod != nil {
		p.text(dots(esc(pod.Phase), "container "+pod.Container.State, strconv.Itoa(pod.Container.Restarts)+" restarts",
			prefixed("service account ", pod.ServiceAccount)))
		p.owners(pod.Owners)
		p.text(dots(prefixed("image ", pod.Container.Image), esc(pod.Container.ImageID)))
	} else if !t.Image.IsZero() {
		p.text("image " + esc(t.Image))
	}
	for _, line := range r.Target.Evidence {
		p.hanging("- "+esc(line), 2)
	}
	for _, other := range t.Others {
		p.text("also named: " + dots(other.Namespace+"/"+other.Name, other.Container))
	}
}

func (p *page) owners(owners []threat.Owner) {
	var chain []string
	for _, owner := range owners {
		chain = append(chain, esc(owner.Kind)+" "+esc(owner.Name))
	}
	if len(chain) == 0 {
		return
	}
	if above := owners[len(owners)-1].Above; above.Reason != "" {
		chain = append(chain, "? ("+string(above.Reason)+" "+esc(above.Detail)+")")
	}
	p.hanging("owned by "+strings.Join(chain, " ‹ "), 2)
}

// resource is step 2 for what is no pod.
func (p *page) resource(r report.Report) {
	t := r.Target
	p.text(dots(where(t), t.Project))
	if !t.Image.IsZero() {
		p.text("image " + esc(t.Image))
	}
	for _, line := range t.Evidence {
		p.hanging("- "+esc(line), 2)
	}
	if r.Commands.Describe != "" {
		p.verbatim(r.Commands.Describe)
	}
}
