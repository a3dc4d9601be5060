package plugin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/investigate"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/shell"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// room is the container that a session is held in, and what is known of it.
type room struct {
	door   shell.Door
	access threat.ClusterAccess
	in     exec.Container
	target threat.Pod
	pod    threat.Found[threat.PodState]
	// finding and assessment are the zero values where a pod was named.
	finding    threat.Finding
	assessment threat.Assessment
	commands   report.Commands
}

func (r room) String() string {
	return fmt.Sprintf("container %s of pod %s/%s", r.in.Name, r.in.Namespace, r.in.Pod)
}

// way is the entrance to a target that a connection found.
type way struct {
	scene  investigate.Scene
	access threat.ClusterAccess
	door   shell.Door
	target threat.Pod
}

// onlyPod asks a scene for the pod alone: a shell needs to know which container
// it is, and no more.
type onlyPod struct{ investigate.Scene }

// Probes leaves out what nobody waits for.
func (s onlyPod) Probes(f threat.Finding, e *threat.Evidence) []gather.Probe {
	return slices.DeleteFunc(s.Scene.Probes(f, e), func(p gather.Probe) bool {
		return p.Name != "access" && p.Name != "pod"
	})
}

// isPod tells a pod from a finding.
func isPod(arg string) bool {
	_, ok := podName(arg)
	return ok
}

func podName(arg string) (string, bool) {
	kind, name, found := strings.Cut(arg, "/")
	return name, found && slices.Contains([]string{"pod", "pods", "po"}, kind)
}

// find finds the container, by a finding or by a pod's name.
func (o shellOptions) find(cmd *cobra.Command, g *globals, args []string) (room, error) {
	ctx, cancel := g.deadline(cmd.Context())
	defer cancel()
	if len(args) > 0 {
		if name, ok := podName(args[0]); ok {
			return o.byName(ctx, g, name)
		}
	}
	s, err := g.subject(cmd, args, o.findingID)
	if err != nil {
		return room{}, err
	}
	return o.byFinding(ctx, g, s)
}

// byFinding goes the way of every finding, as far as to the pod.
func (o shellOptions) byFinding(ctx context.Context, g *globals, s subject) (room, error) {
	var w way
	story := g.investigator(s, depth{rung: threat.Exec})
	story.Connect = func(ctx context.Context, t threat.Target, _ threat.Rung) (investigate.Scene, error) {
		target, isPod := t.(threat.Pod)
		if !isPod {
			return nil, nil //nolint:nilnil // the story takes this for "no scene to ask"
		}
		if o.container != "" {
			target.Container = o.container
		}
		var err error
		if w, err = g.wayInto(ctx, target); err != nil {
			return nil, err
		}
		return onlyPod{w.scene}, nil
	}
	outcome, r, err := g.reported(ctx, s, story, threat.Exec)
	if err != nil {
		return room{}, err
	}
	if err := processless(outcome, r); err != nil {
		return room{}, err
	}
	if outcome.ConnectErr != nil {
		return room{}, accessError(outcome.ConnectErr, r.Commands.GetCredentials)
	}
	found := room{
		door: w.door, access: w.access, target: w.target, pod: outcome.Evidence.Pod,
		finding: outcome.Finding, assessment: outcome.Assessment, commands: r.Commands,
	}
	if outcome.Assessment.Target == threat.TargetGone {
		return room{}, withStatus(exitGone, fmt.Errorf("there is no container to open a shell in: %s", phrases(outcome.Assessment)))
	}
	return found.withContainer(exitNoTarget)
}

// byName takes a pod of the cluster that the user is in.
func (o shellOptions) byName(ctx context.Context, g *globals, name string) (room, error) {
	namespace, _, err := g.kube.ToRawKubeConfigLoader().Namespace()
	if err != nil {
		return room{}, fmt.Errorf("reading the kubeconfig: %w", err)
	}
	target := threat.Pod{Namespace: namespace, Name: name, Container: o.container}
	if err := validNames(target); err != nil {
		return room{}, misuse(err)
	}
	w, err := g.wayInto(ctx, target)
	if err != nil {
		return room{}, accessError(err, "")
	}
	evidence := w.look(ctx)
	r := room{door: w.door, access: w.access, target: target, pod: evidence.Pod}
	if gap, missing := evidence.Pod.Gap(); missing && gap.Reason == threat.Gone {
		return room{}, withStatus(exitGone, fmt.Errorf("there is no container to open a shell in: %s", gap.Detail))
	}
	return r.withContainer(exitMisuse)
}

// validNames refuses names before anything is asked.
func validNames(p threat.Pod) error {
	in := exec.Container{Namespace: p.Namespace, Pod: p.Name, Name: p.Container}
	if in.Name == "" {
		in.Name = "any"
	}
	return in.Validate()
}

// look asks for the pod once more.
func (w way) look(ctx context.Context) threat.Evidence {
	var e threat.Evidence
	gather.All(ctx, onlyPod{w.scene}.Probes(threat.Finding{}, &e), gather.Limits{Parallel: parallel})
	return e
}

// withContainer settles which container it is. Where the pod may not be read, the
// name that was given has to do.
func (r room) withContainer(otherwise int) (room, error) {
	r.in = exec.Container{Namespace: r.target.Namespace, Pod: r.target.Name, Name: r.target.Container}
	pod, ok := r.pod.Get()
	if !ok {
		gap, _ := r.pod.Gap()
		if r.in.Name != "" && gap.Reason == threat.Denied {
			return r, nil
		}
		err := fmt.Errorf("looking for the container: %s", gap.Detail)
		if gap.Reason == threat.Denied {
			return r, withHint(withStatus(exitDenied, err), "with -c NAME this is not needed")
		}
		return r, err
	}
	names := make([]string, 0, len(pod.Containers))
	for _, name := range pod.Containers {
		names = append(names, name.Raw())
	}
	if r.in.Name == "" {
		r.in.Name = pod.Container.Name.Raw()
	}
	switch {
	case r.in.Name == "":
		return r, withHint(withStatus(otherwise, errors.New("the pod has several containers: "+strings.Join(names, ", "))),
			"name one with -c")
	case !slices.Contains(names, r.in.Name):
		return r, withStatus(otherwise, fmt.Errorf("the pod has no container %q, only %s", r.in.Name, strings.Join(names, ", ")))
	}
	return r, nil
}

// phrases puts what is known of the target into one line.
func phrases(a threat.Assessment) untrusted.Text {
	lines := make([]string, 0, len(a.TargetReasons))
	for _, reason := range a.TargetReasons {
		lines = append(lines, report.Phrase(reason).Raw())
	}
	return untrusted.From(strings.Join(lines, "; "))
}
