package intake

import (
	"slices"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// containerPlace reads the sourceProperties that the pages of Container Threat
// Detection name for the place: Pod_Namespace, Pod_Name, Container_Name,
// Container_Image_Uri and VM_Instance_Name. They repeat what the typed fields
// say, or say it alone.
func containerPlace(f *threat.Finding, n *node) {
	container := threat.ClaimedContainer{Name: n.get("containername").str(), Image: n.get("containerimageuri").str()}
	mergeContainer(f, container)
	mergePod(f, n.get("podnamespace").str(), n.get("podname").str(), container)
	addNode(f, threat.ClaimedNode{Name: n.get("vminstancename").str()})
}

// containerTraces reads what those pages name besides: Process_Binary_Fullpath
// and Reverse_Shell_Stdin_Redirection_{Src,Dst}_{Ip,Port}.
func containerTraces(f *threat.Finding, n *node) {
	if binary := n.get("processbinaryfullpath").str(); len(f.Processes) == 0 && !binary.IsZero() {
		f.Processes = []threat.ClaimedProcess{{Binary: threat.File{Path: binary}}}
	}
	const shell = "reverseshellstdinredirection"
	f.Connections = appendConnection(f.Connections, threat.Connection{
		SourceIP:        n.get(shell + "srcip").str(),
		SourcePort:      int(n.get(shell + "srcport").upTo(maxPort)),
		DestinationIP:   n.get(shell + "dstip").str(),
		DestinationPort: int(n.get(shell + "dstport").upTo(maxPort)),
	})
}

// mergeContainer adds a container, or its image to the one of that name.
func mergeContainer(f *threat.Finding, c threat.ClaimedContainer) {
	if c.IsZero() {
		return
	}
	i := slices.IndexFunc(f.Containers, func(known threat.ClaimedContainer) bool {
		return known.Name == c.Name || c.Name.IsZero() || known.Name.IsZero() && known.Image == c.Image
	})
	if i < 0 {
		f.Containers = append(f.Containers, c)
		return
	}
	f.Containers[i].Name = either(f.Containers[i].Name, c.Name)
	f.Containers[i].Image = either(f.Containers[i].Image, c.Image)
}

// mergePod adds a pod, or its container to the records of that pod that have none.
func mergePod(f *threat.Finding, namespace, name untrusted.Text, c threat.ClaimedContainer) {
	if name.IsZero() {
		return
	}
	i := slices.IndexFunc(f.Pods, func(p threat.ClaimedPod) bool { return p.Namespace == namespace && p.Name == name })
	if i < 0 {
		f.Pods = append(f.Pods, threat.ClaimedPod{Namespace: namespace, Name: name})
		i = len(f.Pods) - 1
	}
	if len(f.Pods[i].Containers) == 0 && !c.Name.IsZero() {
		f.Pods[i].Containers = []threat.ClaimedContainer{c}
	}
}

func either(a, b untrusted.Text) untrusted.Text {
	if a.IsZero() {
		return b
	}
	return a
}
