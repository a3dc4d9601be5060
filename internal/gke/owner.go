package gke

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// maxReads bounds the owners that are read one after another. The longest chain
// that Kubernetes itself makes has two; an operator may stand above them.
const maxReads = 3

// controller is the pod's own controller: what the chain of owners begins with
// and what selects the siblings.
type controller struct {
	ref      *metav1.OwnerReference // nil: nobody
	found    parent
	err      error           // why it could not be read
	inferred []threat.Reason // where the pod is gone
}

func (s *Scene) readController(ctx context.Context) (controller, error) {
	pod, err := s.pod.get(ctx)
	switch {
	case isGone(err):
		return s.infer(ctx, err)
	case err != nil:
		return controller{}, err
	}
	c := controller{ref: metav1.GetControllerOf(pod)}
	if c.ref != nil {
		c.found, c.err = s.readOwner(ctx, pod.Namespace, *c.ref)
	}
	return c, nil
}

// owners follows the controllers from the pod up to the workload, each by its
// name. What can't be read ends the chain, and the last link says why.
func (s *Scene) owners(ctx context.Context) (threat.Owners, error) {
	target, err := s.podTarget()
	if err != nil {
		return threat.Owners{}, err
	}
	first, err := s.controller.get(ctx)
	if err != nil {
		return threat.Owners{}, err
	}
	owners := threat.Owners{Chain: []threat.Owner{}, Inferred: first.inferred} // a pod without an owner is an answer, too
	next, found, err := first.ref, first.found, first.err
	for next != nil {
		link := threat.Owner{Kind: untrusted.From(next.Kind), Name: untrusted.From(next.Name)}
		if err != nil {
			link.Above = gapOf(err)
		}
		owners.Chain = append(owners.Chain, link)
		next = found.owner
		switch {
		case next == nil:
		case len(owners.Chain) == maxReads:
			found, err = parent{}, &gap{reason: threat.NotBuilt, detail: "the chain of owners is not followed any further"}
		default:
			found, err = s.readOwner(ctx, target.Namespace, *next)
		}
	}
	return owners, nil
}
