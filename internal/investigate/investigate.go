// Package investigate is the way of one finding through the program: it is read,
// resolved to a target, the target's scene is asked, and the answers are judged.
// Values go one way; no stage calls an earlier one.
package investigate

import (
	"context"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/resolve"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Source is where the finding comes from.
type Source interface {
	// Finding returns the finding with an id; the empty id means the only one.
	Finding(ctx context.Context, id string) (threat.Finding, error)
}

// Scene is where the target runs, ready to be asked.
type Scene interface {
	// Probes are the questions that the target can answer, each with its slot in e.
	Probes(f threat.Finding, e *threat.Evidence) []gather.Probe
}

// Investigator holds the two doors of an investigation.
type Investigator struct {
	Source Source
	// Connect leads to the scene of a target; a nil scene without an error means
	// that there is none to ask. What its error says becomes a gap.
	Connect func(ctx context.Context, t threat.Target, rung threat.Rung) (Scene, error)
	// Rung is how far to go inside a container that the finding names without doubt.
	Rung   threat.Rung
	Limits gather.Limits
}

// Outcome is all that was claimed, learnt and judged.
type Outcome struct {
	Finding     threat.Finding
	Target      threat.Target // nil where the finding names none
	TargetError error         // why it names none, or a wider one than it claims
	ConnectErr  error         // why the scene could not be asked; a gap says it too
	Evidence    threat.Evidence
	Assessment  threat.Assessment
}

// Doubtful reports whether the target's container may be another one than the
// finding meant: a name of it was refused, and a default stands in its place. A
// refused node's name says nothing against the pod.
func (o Outcome) Doubtful() bool {
	return slices.ContainsFunc(resolve.BadNames(o.TargetError), func(bad *resolve.BadName) bool {
		return !strings.HasPrefix(bad.Field, "node name")
	})
}

// Investigate goes the whole way. It fails only where there is no finding to
// report on; whatever else goes wrong is part of the outcome.
func (i Investigator) Investigate(ctx context.Context, id string) (Outcome, error) {
	finding, err := i.Source.Finding(ctx, id)
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Finding: finding}
	o.Target, o.TargetError = resolve.Target(finding)
	if o.Doubtful() {
		i.Rung = threat.Passive
	}
	if o.Target != nil {
		o.ConnectErr = i.visit(ctx, o.Target, finding, &o.Evidence)
	}
	o.Assessment = assess.Evidence(finding, o.Evidence)
	return o, nil
}

// visit goes to the scene and asks. A way that is barred is a gap in the access.
func (i Investigator) visit(ctx context.Context, t threat.Target, f threat.Finding, e *threat.Evidence) error {
	scene, err := i.Connect(ctx, t, i.Rung)
	if err != nil {
		e.Access = threat.Missing[threat.ClusterAccess](gather.Reason(err), err.Error())
		return err
	}
	if scene == nil {
		return nil
	}
	gather.All(ctx, scene.Probes(f, e), i.Limits)
	return nil
}
