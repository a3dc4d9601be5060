package intake

import (
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func textOf(s string) untrusted.Text { return untrusted.From(s) }

func containers(n *node) []threat.ClaimedContainer {
	var list []threat.ClaimedContainer
	for _, c := range n.each() {
		claimed := threat.ClaimedContainer{
			Name:       c.get("name").str(),
			Image:      c.get("uri", "imageuri").str(),
			ImageID:    c.get("imageid").str(),
			CreateTime: c.get("createtime").when(),
			Labels:     labels(c.get("labels")),
		}
		if !claimed.IsZero() {
			list = append(list, claimed)
		}
	}
	return list
}

// readPlaces reads the pods and nodes that a finding names. Pods come one record
// per container, and as objects of the kind Pod from the audit log's detectors.
func readPlaces(f *threat.Finding, n *node) {
	for _, pod := range n.get("pods").each() {
		addPod(f, pod)
	}
	for _, node := range n.get("nodes").each() {
		addNode(f, threat.ClaimedNode{Name: node.get("name").str()})
	}
	for _, pool := range n.get("nodepools").each() {
		readPool(f, pool)
	}
	for _, o := range n.get("objects").each() {
		if strings.EqualFold(o.get("kind").str().Raw(), "pod") {
			addPod(f, o)
			continue
		}
		for _, c := range containers(o.get("containers")) {
			mergeContainer(f, c)
		}
	}
}

// readObjects reads the other objects that a finding names.
func readObjects(f *threat.Finding, n *node) {
	for _, role := range n.get("roles").each() {
		f.Kubernetes.Roles = appendSet(f.Kubernetes.Roles, words(role.get("kind").enum(), path(role)))
	}
	for _, binding := range n.get("bindings").each() {
		f.Kubernetes.Bindings = appendSet(f.Kubernetes.Bindings, bound(binding))
	}
	for _, o := range n.get("objects").each() {
		f.Kubernetes.Objects = appendSet(f.Kubernetes.Objects, words(grouped(o.get("kind").str(), o.get("group").str()), path(o)))
	}
	for _, review := range n.get("accessreviews").each() {
		f.Kubernetes.AccessReviews = appendSet(f.Kubernetes.AccessReviews, reviewed(review))
	}
}

func addPod(f *threat.Finding, n *node) {
	pod := threat.ClaimedPod{Namespace: n.get("ns").str(), Name: n.get("name").str(), Labels: labels(n.get("labels")), Containers: containers(n.get("containers"))}
	if pod.Name.IsZero() {
		return
	}
	known := slices.ContainsFunc(f.Pods, func(p threat.ClaimedPod) bool {
		return p.Namespace == pod.Namespace && p.Name == pod.Name && slices.EqualFunc(p.Containers, pod.Containers, threat.ClaimedContainer.Equal)
	})
	if !known {
		f.Pods = append(f.Pods, pod)
	}
}

// readPool reads a node pool, whose nodes the finding may name a second time.
func readPool(f *threat.Finding, n *node) {
	name := n.get("name").str()
	nodes := n.get("nodes").each()
	for _, node := range nodes {
		addNode(f, threat.ClaimedNode{Name: node.get("name").str(), Pool: name})
	}
	if len(nodes) == 0 && !name.IsZero() {
		f.Nodes = append(f.Nodes, threat.ClaimedNode{Pool: name})
	}
}

// addNode adds a node that is not there yet under its short or its full name, or
// its pool to the one that is there.
func addNode(f *threat.Finding, node threat.ClaimedNode) {
	if node.Name.IsZero() {
		return
	}
	short := func(name untrusted.Text) string { return name.Raw()[strings.LastIndexByte(name.Raw(), '/')+1:] }
	i := slices.IndexFunc(f.Nodes, func(n threat.ClaimedNode) bool { return short(n.Name) == short(node.Name) })
	if i < 0 {
		f.Nodes = append(f.Nodes, node)
		return
	}
	f.Nodes[i].Pool = either(f.Nodes[i].Pool, node.Pool)
}

// grouped writes a kind or a resource with its API group behind it, as kubectl
// does; a group of "*" means all of them.
func grouped(name, group untrusted.Text) untrusted.Text {
	if name.IsZero() || group.IsZero() {
		return name
	}
	return textOf(name.Raw() + "." + group.Raw())
}

// path writes the name of an object, behind its namespace if it has one.
func path(n *node) untrusted.Text {
	namespace, name := n.get("ns").str(), n.get("name").str()
	if namespace.IsZero() {
		return name
	}
	return textOf(namespace.Raw() + "/" + name.Raw())
}

// bound writes a binding with what it ties together, such as
// "shop/b ROLE shop/reader USER alice".
func bound(n *node) untrusted.Text {
	parts := []untrusted.Text{path(n)}
	if role := n.get("role"); role != nil {
		parts = append(parts, role.get("kind").enum(), path(role))
	}
	for _, subject := range n.get("subjects").each() {
		parts = append(parts, subject.get("kind").enum(), path(subject))
	}
	return words(parts...)
}

// reviewed writes what was asked of the API server, such as
// "get deployments.apps/scale shop/x".
func reviewed(n *node) untrusted.Text {
	resource := grouped(n.get("resource").str(), n.get("group").str())
	if version := n.get("version").str(); !version.IsZero() && !resource.IsZero() {
		resource = textOf(resource.Raw() + "@" + version.Raw())
	}
	if sub := n.get("subresource").str(); !sub.IsZero() {
		resource = textOf(resource.Raw() + "/" + sub.Raw())
	}
	return words(n.get("verb").str(), resource, path(n))
}

// words joins texts that are set.
func words(list ...untrusted.Text) untrusted.Text {
	var set []string
	for _, t := range list {
		if !t.IsZero() {
			set = append(set, t.Raw())
		}
	}
	return textOf(strings.Join(set, " "))
}
