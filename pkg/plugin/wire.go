package plugin

import (
	"context"
	"errors"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/gke"
	"github.com/kubectl-threat/kubectl-threat/internal/intake"
	"github.com/kubectl-threat/kubectl-threat/internal/investigate"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// This file is the one place that knows which adapter stands behind which seam.

// parallel is how many questions are asked at a time. Some
// of them only wait for the pod, and must not keep the others back.
const parallel = 16

func (g *globals) investigator(s subject, how depth) investigate.Investigator {
	return investigate.Investigator{
		Source: g.source(s),
		Connect: func(ctx context.Context, t threat.Target, rung threat.Rung) (investigate.Scene, error) {
			how.rung = rung // the story may go less far than was asked
			return g.connect(ctx, t, how)
		},
		Rung:   how.rung,
		Limits: gather.Limits{Parallel: parallel},
	}
}

// source is a file, or a stream such as standard input.
func (g *globals) source(s subject) investigate.Source {
	file := intake.File{Path: s.named, Stream: s.stream(g.process.In), Limits: intake.DefaultLimits()}
	if s.named == "-" {
		file.Path = "standard input"
	}
	if s.held != nil {
		file.Path = "the text given"
	}
	return file
}

// findingError gives what is wrong with the input its exit status.
func findingError(err error) error {
	var several *intake.Several
	var none *intake.NotFinding
	switch {
	case errors.Is(err, intake.ErrNoSuchFinding):
		return withStatus(exitNoTarget, err)
	case errors.As(err, &several):
		return withHint(misuse(err), "pick one with --finding ID")
	case errors.As(err, &none):
		return withHint(misuse(err), "") // it says all; no flag would help
	}
	return err
}

// connect leads to the scene of a target, by its platform.
func (g *globals) connect(ctx context.Context, t threat.Target, how depth) (investigate.Scene, error) {
	switch t := t.(type) {
	case threat.Pod, threat.Node:
		if g.offline {
			return nil, offlineError{}
		}
		scene, err := gke.Connect(ctx, t, g.clusterOptions(how))
		if err != nil {
			return nil, err // a nil *Scene must not become a scene
		}
		g.announce(t, how.rung, scene.Access())
		return scene, nil
	default:
		return nil, nil //nolint:nilnil // the story takes this for "no scene to ask"
	}
}

// announce says beforehand what is not certain and what leaves traces.
func (g *globals) announce(t threat.Target, rung threat.Rung, access threat.ClusterAccess) {
	if access.Proof == threat.ByUser {
		g.note("going to %s because you said so; nothing shows that it is the finding's cluster", access.Server)
	}
	pod, isPod := t.(threat.Pod)
	if !isPod || rung != threat.Exec {
		return
	}
	g.note("starting a shell in %s to read /proc; Security Command Center may report it", pod)
	if threat.SystemNamespace(pod.Namespace) {
		g.note("%s", systemWarning(pod.Namespace))
	}
}

// systemWarning says what exec in one of the cluster's own namespaces sets off.
func systemWarning(namespace string) string {
	return namespace + " is a system namespace: exec there is a finding of its own (GKE_SUSPICIOUS_EXEC_ATTACH)"
}

func (g *globals) clusterOptions(how depth) gke.Options {
	kube := g.kube
	return gke.Options{
		Kubeconfig: func(context string) clientcmd.ClientConfig {
			// The flags are read when the loader is made; they can't be copied.
			given := *kube.Context
			defer func() { *kube.Context = given }()
			if context != "" {
				*kube.Context = context
			}
			return kube.ToRawKubeConfigLoader()
		},
		Context: *kube.Context, Cluster: *kube.ClusterName, Server: *kube.APIServer,
		UserAgent: "kubectl-threat/" + thisBuild().Version,
		// A third of the whole: at most three calls wait for one another.
		Timeout: g.timeout / 3,
		Around:  how.around, Everywhere: how.spread,
		Rung:   how.rung,
		Runner: func(config *rest.Config) (exec.Runner, error) { return exec.NewPod(config) },
	}
}

// wayInto finds the cluster of a pod, and opens the one door into the pod.
func (g *globals) wayInto(ctx context.Context, t threat.Pod) (way, error) {
	w := way{target: t}
	options := g.clusterOptions(depth{rung: threat.Exec})
	options.Runner = func(config *rest.Config) (exec.Runner, error) {
		pod, err := exec.NewPod(config)
		w.door = pod
		return pod, err
	}
	scene, err := gke.Connect(ctx, t, options)
	if err != nil {
		return way{}, err
	}
	w.scene, w.access = scene, scene.Access()
	return w, nil
}

// explainSession says in the words of an RBAC rule why there was no session, and
// gives it its exit status.
func explainSession(in exec.Container, err error) error {
	explained := gke.ExplainExec(in, err)
	switch gather.Reason(explained) { //nolint:exhaustive // all else has failed
	case threat.Denied:
		return withStatus(exitDenied, explained)
	case threat.Gone:
		return withStatus(exitGone, explained)
	}
	return err
}

// offlineError is the gap that --offline leaves.
type offlineError struct{}

func (offlineError) Error() string { return "--offline" }

// GapReason makes it a gap of its own kind.
func (offlineError) GapReason() threat.GapReason { return threat.Offline }

// accessError gives a barred way to the cluster its exit status and its mend.
func accessError(err error, getCredentials string) error {
	var other *gke.OtherClusterError
	switch {
	case errors.As(err, &other):
		return withHint(withStatus(exitOtherCluster, err),
			getCredentials+"   (or name a context with --context, if you know that it is the one)")
	case gather.Reason(err) == threat.Denied:
		return withStatus(exitDenied, err)
	}
	return err
}
