package gke

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// maxAnswer is in bytes. An answer about 2,000 processes has a few megabytes.
const maxAnswer = 16 << 20

// scriptCalls is how many times as long as a call a script in a container may take.
const scriptCalls = 2

// script is one question to a container that is answered in a frame, so that a
// lost piece is noticed.
type script struct {
	command func(nonce string) []string
	// parse takes an answer, and returns what is wrong with it.
	parse func(out []byte, nonce string, cut bool) []threat.Flaw
}

// run asks, and once more if a piece of the answer was lost on the way: the
// kubelet loses some now and then (kubernetes#124571). A second answer counts
// even if it was cut, too; if there is none, the first does.
func (s *Scene) run(ctx context.Context, in exec.Container, ask script) error {
	lost, first := s.runOnce(ctx, in, ask)
	if !lost || ctx.Err() != nil {
		return first
	}
	_, second := s.runOnce(ctx, in, ask)
	if first == nil {
		return nil
	}
	return second
}

// runOnce asks. Lost says that asking again could bring more. Without an error
// there was something to parse.
func (s *Scene) runOnce(ctx context.Context, in exec.Container, ask script) (lost bool, err error) {
	nonce := rand.Text()
	result, err := s.runner.Run(ctx, in, exec.Command{
		Argv:   ask.command(nonce),
		Limits: exec.Limits{Stdout: maxAnswer, Timeout: s.scriptTime},
	})
	broken, late := errors.Is(err, exec.ErrTruncated), errors.Is(err, context.DeadlineExceeded)
	switch {
	case err != nil && (len(result.Stdout) == 0 || !broken && !late):
		return broken, execGap(in, err)
	case len(result.Stdout) == 0:
		return result.ExitCode == 0, silent(in, result)
	}
	// The script ends with status 0. Another one says that it was killed, maybe by
	// a process that wrote an answer of its own into the script's output.
	cut := err != nil || result.StdoutCut || result.ExitCode != 0
	flaws := ask.parse(result.Stdout, nonce, cut)
	lost = slices.ContainsFunc(flaws, func(f threat.Flaw) bool { return f.Code == threat.FlawCut })
	return lost && !late && !result.StdoutCut, nil
}

// silent says what a script without any answer means. With status 126 or 127
// some runtimes say that there is no such program.
func silent(in exec.Container, result exec.Result) error {
	detail := fmt.Sprintf("the shell of container %s gave no answer and status %d", in, result.ExitCode)
	if text := oneLine(string(result.Stderr)); text != "" {
		detail += ": " + text
	}
	if result.ExitCode == 126 || result.ExitCode == 127 {
		return &gap{reason: threat.NoTools, detail: detail}
	}
	return &gap{reason: threat.Failed, detail: detail}
}

// execGap explains why a command could not be run.
func execGap(in exec.Container, err error) error {
	asked := question{verb: "create", resource: "pods/exec", namespace: in.Namespace, name: in.Pod}
	switch {
	case errors.Is(err, exec.ErrNoExecutable):
		return &gap{reason: threat.NoTools, detail: "container " + in.String() + " has no /bin/sh", cause: err}
	case errors.Is(err, exec.ErrNotRunning), errors.Is(err, exec.ErrNoContainer), errors.Is(err, exec.ErrPodGone):
		return &gap{reason: threat.Gone, detail: oneLine(err.Error()), cause: err}
	}
	return asked.explain(err)
}

// container is where to look. The pod is asked only where the finding names no
// container.
func (s *Scene) container(ctx context.Context) (exec.Container, error) {
	target, err := s.podTarget()
	if err != nil {
		return exec.Container{}, err
	}
	in := exec.Container{Namespace: target.Namespace, Pod: target.Name, Name: target.Container}
	if in.Name != "" {
		return in, nil
	}
	pod, err := s.pod.get(ctx)
	if err != nil {
		return in, err
	}
	name, ok := pickContainer(pod, "")
	if !ok {
		return in, &gap{
			reason: threat.NotApplicable,
			detail: "the finding names no container, and the pod has several: " + oneLine(strings.Join(containerNames(pod), ", ")),
		}
	}
	in.Name = name
	return in, nil
}
