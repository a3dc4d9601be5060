package gke

import (
	"context"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
	"github.com/kubectl-threat/kubectl-threat/internal/walk"
)

// readLook walks the processes of the target's container with the container's
// own tools. It does not wait for the pod first: that is asked at the same time.
func (s *Scene) readLook(ctx context.Context) (threat.Look, error) {
	if s.rung != threat.Exec || s.runner == nil {
		return threat.Look{}, &gap{reason: threat.NotBuilt, detail: "this version has no rung " + string(s.rung)}
	}
	in, err := s.container(ctx)
	if err != nil {
		return threat.Look{}, err
	}
	var look threat.Look
	err = s.run(ctx, in, script{command: walk.Command, parse: func(out []byte, nonce string, cut bool) []threat.Flaw {
		look = walk.Parse(out, nonce, cut)
		return look.Flaws
	}})
	if err != nil {
		return threat.Look{}, err
	}
	if pod, err := s.pod.get(ctx); err == nil {
		status, _ := statusOf(pod, in.Name)
		look.ContainerID = untrusted.From(status.ContainerID)
	}
	return look, nil
}
