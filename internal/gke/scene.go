package gke

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// Scene is the target's cluster, ready to be asked.
type Scene struct {
	target     threat.Target
	access     threat.ClusterAccess
	rung       threat.Rung
	client     kubernetes.Interface
	runner     exec.Runner // nil unless the rung is threat.Exec
	scriptTime time.Duration
	around     bool
	everywhere bool

	finding threat.Finding // whose event the questions are about

	pod        *future[*corev1.Pod]
	told       *future[threat.Events]
	controller *future[controller]
	look       *future[threat.Look]
}

func newScene(target threat.Target, access threat.ClusterAccess, rung threat.Rung, client kubernetes.Interface) *Scene {
	s := &Scene{target: target, access: access, rung: rung, client: client}
	s.pod = &future[*corev1.Pod]{load: s.readPod}
	s.told = &future[threat.Events]{load: s.readEvents}
	s.controller = &future[controller]{load: s.readController}
	s.look = &future[threat.Look]{load: s.readLook}
	return s
}

// Access says which way led here.
func (s *Scene) Access() threat.ClusterAccess { return s.access }

// Probes are the questions that the target can answer, each with its slot in e.
// The longest chain of calls is the pod, its owner, and what hangs on that.
func (s *Scene) Probes(f threat.Finding, e *threat.Evidence) []gather.Probe {
	s.finding = f
	probes := []gather.Probe{
		gather.Into(&e.Access, "access", s.how("config view --minify"), func(context.Context) (threat.ClusterAccess, error) {
			return s.access, nil
		}),
	}
	switch t := s.target.(type) {
	case threat.Pod:
		probes = append(probes,
			gather.Into(&e.Pod, "pod", s.howPod(t), s.podState),
			gather.Into(&e.Node, "node", s.howNodeOf(t), s.nodeOfPod),
			gather.Into(&e.Owners, "owners", s.howPod(t), s.owners),
		)
		if s.rung != threat.Passive && s.rung != "" {
			probes = append(probes, s.inside(t, f, e)...)
		}
		if s.around {
			probes = append(probes, s.surroundings(t, e)...)
		}
		if s.everywhere {
			probes = append(probes, gather.Into(&e.Spread, "spread", s.how("get pods -A -o wide"), s.spread))
		}
	case threat.Node:
		probes = append(probes, gather.Into(&e.Node, "node", s.howNode(t.Name), s.node))
	}
	return probes
}

// surroundings are the questions about what happened to the pod and what is
// beside it.
func (s *Scene) surroundings(t threat.Pod, e *threat.Evidence) []gather.Probe {
	return []gather.Probe{
		gather.Into(&e.Events, "events", s.howEvents(t), s.events),
		gather.Into(&e.Log, "log", s.howLog(t, ""), s.log),
		gather.Into(&e.Previous, "previous log", s.howLog(t, " --previous"), s.previousLog),
		gather.Into(&e.Siblings, "siblings", s.howSiblings(t), s.siblings),
	}
}

// inside are the questions to the container itself.
func (s *Scene) inside(t threat.Pod, f threat.Finding, e *threat.Evidence) []gather.Probe {
	return []gather.Probe{
		gather.Into(&e.Look, "look", s.howExec(t), s.look.get),
		gather.Into(&e.Traces, "traces", s.howExec(t), func(ctx context.Context) (threat.Traces, error) {
			return s.readTraces(ctx, f)
		}),
	}
}
