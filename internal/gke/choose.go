package gke

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// ErrNoContext means that the kubeconfig has no current context and the user
// named no cluster.
var ErrNoContext = errors.New("no current context in the kubeconfig")

// OtherClusterError means that nothing in the kubeconfig can be shown to be the
// finding's cluster.
type OtherClusterError struct {
	Want string // the finding's cluster as gke_PROJECT_LOCATION_CLUSTER
	Have string // the current context, empty where there is none
}

func (e *OtherClusterError) Error() string {
	if e.Have == "" {
		return fmt.Sprintf("no context in the kubeconfig is called %q, as the finding's cluster would be", e.Want)
	}
	return fmt.Sprintf("the current context is %q and the finding is about %q, for which the kubeconfig has no context", e.Have, e.Want)
}

// GapReason makes it a gap of its own kind.
func (e *OtherClusterError) GapReason() threat.GapReason { return threat.OtherCluster }

// choice is the way into a cluster.
type choice struct {
	context string // empty where --server or --cluster do without
	entry   string // the cluster entry that the context points to
	proof   string
	byEntry bool // the proof is the name of the entry, not that of the context
}

// choose picks the context to use. What the user names is taken as it is.
// Otherwise only a context counts that is called as gcloud calls it: the current
// one, or else any.
func choose(raw clientcmdapi.Config, want threat.Cluster, o Options) (choice, error) {
	if want.Name == "" || o.Context != "" || o.Cluster != "" || o.Server != "" {
		return asNamed(raw, want, o)
	}
	current := pointsTo(raw, raw.CurrentContext)
	if current.named(want) {
		return current.provenBy(want, o), nil
	}
	if another, ok := search(raw, want); ok {
		return another.provenBy(want, o), nil
	}
	return choice{}, &OtherClusterError{Want: gcloudName(want), Have: current.seenAs(want)}
}

// asNamed goes where the user says.
func asNamed(raw clientcmdapi.Config, want threat.Cluster, o Options) (choice, error) {
	if o.Context != "" && raw.Contexts[o.Context] == nil {
		return choice{}, fmt.Errorf("context %q does not exist", o.Context)
	}
	way := pointsTo(raw, cmp.Or(o.Context, raw.CurrentContext))
	way.entry = cmp.Or(o.Cluster, way.entry)
	if way.context == "" && way.entry == "" && o.Server == "" {
		return choice{}, ErrNoContext
	}
	return way.provenBy(want, o), nil
}

// search looks for a context of the wanted cluster among all: one that bears the
// name itself before one whose cluster entry does, then by the alphabet.
func search(raw clientcmdapi.Config, want threat.Cluster) (choice, bool) {
	var renamed []choice
	for _, name := range slices.Sorted(maps.Keys(raw.Contexts)) {
		c := pointsTo(raw, name)
		switch {
		case !c.named(want):
		case says(c.context, want) == same:
			return c, true
		default:
			renamed = append(renamed, c)
		}
	}
	if len(renamed) == 0 {
		return choice{}, false
	}
	return renamed[0], true
}

func pointsTo(raw clientcmdapi.Config, context string) choice {
	c := choice{context: context}
	if found := raw.Contexts[context]; found != nil {
		c.entry = found.Cluster
	}
	return c
}

// named tells whether the names show the wanted cluster: those of the context
// and of its cluster entry must not contradict each other.
func (c choice) named(want threat.Cluster) bool {
	context, entry := says(c.context, want), says(c.entry, want)
	return context == same && entry != other || entry == same && context != other
}

// provenBy notes how far the way proves that it leads to the wanted cluster. A
// name proves nothing where --server or --cluster lead past what it stands for.
func (c choice) provenBy(want threat.Cluster, o Options) choice {
	named := c.named(want)
	if o.Cluster != "" {
		named = says(c.entry, want) == same
	}
	if !named || o.Server != "" {
		c.proof = threat.ByUser
		return c
	}
	c.proof = threat.ByName
	c.byEntry = o.Cluster != "" || says(c.context, want) != same
	return c
}

// seenAs is what to call a way that leads elsewhere: by its cluster entry, where
// the context bears the wanted name all the same.
func (c choice) seenAs(want threat.Cluster) string {
	if says(c.context, want) == same {
		return c.entry
	}
	return c.context
}

type saying int

const (
	nothing saying = iota // the name is not of gcloud's making
	same
	other
)

// says reads a name as gcloud makes it, gke_PROJECT_LOCATION_CLUSTER. No part of
// it can hold an underscore.
func says(name string, want threat.Cluster) saying {
	parts := strings.Split(name, "_")
	switch {
	case len(parts) != 4 || parts[0] != "gke":
		return nothing
	case parts[2] == want.Location && parts[3] == want.Name && slices.Contains(projects(want), parts[1]):
		return same
	}
	return other
}

// projects are all forms in which the project may stand in a name.
func projects(c threat.Cluster) []string { return append([]string{c.Project}, c.Aliases...) }

func gcloudName(c threat.Cluster) string {
	return strings.Join([]string{"gke", c.Project, c.Location, c.Name}, "_")
}
