package plugin

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/quote"
	"github.com/kubectl-threat/kubectl-threat/internal/recording"
	"github.com/kubectl-threat/kubectl-threat/internal/shell"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/tty"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// recorded is what the header of a recording says of the session.
type recorded struct {
	Finding   untrusted.Text `json:"finding,omitzero"`
	Category  untrusted.Text `json:"category,omitzero"`
	Target    recordedTarget `json:"target"`
	Reason    string         `json:"reason,omitzero"`
	RawTTY    bool           `json:"rawTTY,omitzero"`
	Generator string         `json:"generator"`
}

type recordedTarget struct {
	Context     string             `json:"context,omitzero"`
	Server      string             `json:"server,omitzero"`
	Namespace   string             `json:"namespace"`
	Pod         string             `json:"pod"`
	Container   string             `json:"container"`
	ContainerID untrusted.Text     `json:"containerID,omitzero"`
	State       threat.TargetState `json:"state,omitzero"`
}

// record begins the recording; nil means that there is none.
func (o shellOptions) record(g *globals, r room, command []string, terminal *tty.Terminal) (*recording.Recording, error) {
	if o.noRecord {
		return nil, nil //nolint:nilnil // no recording is no failure
	}
	folder, err := g.stateFolder()
	if err != nil {
		return nil, err
	}
	about := recorded{
		Finding: r.finding.Name, Category: r.finding.Category, Reason: o.reason, RawTTY: o.rawT,
		Generator: "kubectl-threat/" + thisBuild().Version,
		Target: recordedTarget{
			Context: r.access.Context, Server: r.access.Server, Namespace: r.in.Namespace, Pod: r.in.Pod, Container: r.in.Name,
			State: r.assessment.Target,
		},
	}
	if pod, ok := r.pod.Get(); ok {
		about.Target.ContainerID = pod.Container.ID
	}
	h := recording.Header{
		Began: time.Now(), Subject: r.in.String(), Title: "kubectl threat shell " + r.in.String(),
		Command: quote.Shell(command...), Pipe: terminal == nil, About: about,
	}
	if terminal != nil {
		h.Width, h.Height = terminal.Size()
		h.Term = g.process.Getenv("TERM")
	}
	return recording.Create(filepath.Join(folder, "recordings"), h, func(err error) {
		// The terminal may be raw: the line has to begin and to end by itself.
		_, _ = fmt.Fprintf(g.process.ErrOut, "\r\nnote: the recording has stopped: %s\r\n", oneLine(err.Error()))
	})
}

// before says where the session goes, and what comes of it.
func (g *globals) before(r room, record *recording.Recording, terminal bool) {
	switch {
	case r.access.Proof == threat.ByUser && r.finding.Name.IsZero():
		g.note("entering %s, in %s", r, r.cluster())
	case r.access.Proof == threat.ByUser:
		g.note("entering %s, in %s because you said so; nothing shows that it is the finding's cluster", r, r.cluster())
	default:
		g.note("entering %s, in %s, which is the finding's by its name", r, r.cluster())
	}
	g.noteState(r)
	if record != nil {
		g.note("recording to %s", record.Path())
	}
	if terminal {
		g.note("Security Command Center may report it; Ctrl-] three times leaves a shell that hangs")
	}
}

func (r room) cluster() string {
	if r.access.Context != "" {
		return "context " + r.access.Context
	}
	return "the cluster at " + r.access.Server
}

// noteState says whether the container is still the one of the finding.
func (g *globals) noteState(r room) {
	if r.finding.Name.IsZero() {
		return
	}
	words := map[threat.TargetState]string{
		threat.Same:      "it is the finding's container: %s",
		threat.Restarted: "it is NOT the finding's container any more, it was restarted: %s",
		threat.Replaced:  "it is NOT the finding's container, the pod was replaced: %s",
	}
	pattern, known := words[r.assessment.Target]
	if !known {
		pattern = "it can't be told whether it is the finding's container: %s"
	}
	g.note(pattern, phrases(r.assessment))
}

// after says what was kept back and where the recording is. A recording of nothing
// is removed.
func (g *globals) after(o shell.Outcome, record *recording.Recording) {
	if len(o.Refused) > 0 {
		parts := make([]string, 0, len(o.Refused))
		for _, count := range o.Refused {
			parts = append(parts, fmt.Sprintf("%s (%d)", count.Kind, count.Times))
		}
		g.note("kept from your terminal: %s", strings.Join(parts, ", "))
	}
	if record == nil {
		return
	}
	if !o.Begun {
		record.Discard()
		return
	}
	summary := record.Close()
	if summary.Err != nil {
		g.note("the recording ends early: %v", summary.Err)
	}
	g.note("recorded in %s (%d bytes, SHA-256 %s)", summary.Path, summary.Bytes, summary.SHA256)
}

// broken explains why there was no session, or why it ended.
func (g *globals) broken(ctx context.Context, r room, o shell.Outcome, err error) error {
	left := "what ran in the container may still run"
	if o.HungUp > 0 {
		left = fmt.Sprintf("what it had left running in the container was ended (processes: %d)", o.HungUp)
	}
	switch {
	case ctx.Err() != nil:
		if !o.Begun {
			return err
		}
		g.note("the session was interrupted; %s", left)
		return err
	case errors.Is(err, shell.ErrLeft):
		return withStatus(exitInterrupted, fmt.Errorf("%w; %s", shell.ErrLeft, left))
	case errors.Is(err, shell.ErrNoShell):
		return withHint(err, r.otherWays())
	case errors.Is(err, exec.ErrTruncated):
		if gone := g.whatBecame(ctx, r); gone != "" {
			return fmt.Errorf("the session has ended: %s", gone)
		}
		return withHint(fmt.Errorf("the session has broken off: %w", err), left)
	}
	return explainSession(r.in, err)
}

// otherWays are what to do where the image has no shell.
func (r room) otherWays() string { return "for a shell beside it: " + r.debug() }

// debug is kubectl's own way to a shell where the image has none.
func (r room) debug() string {
	args := []string{"kubectl", "debug", "--namespace=" + r.in.Namespace}
	if r.access.Context != "" {
		args = append(args, "--context="+r.access.Context)
	}
	return quote.Shell(append(args, "-it", r.in.Pod, "--target="+r.in.Name, "--image=busybox")...)
}

// lookBack explains a status that says that the shell was killed: nobody sees
// from that whether its pod went with it.
func (g *globals) lookBack(ctx context.Context, r room, status int) {
	if status <= 128 {
		return
	}
	if gone := g.whatBecame(ctx, r); gone != "" {
		g.note("the session has ended: %s", gone)
	}
}

// lookBackWithin is short, because the session is over and nothing depends on it.
const lookBackWithin = 5 * time.Second

// whatBecame asks for the pod once more, and says nothing where it is as it was.
func (g *globals) whatBecame(ctx context.Context, r room) string {
	ctx, cancel := context.WithTimeout(ctx, lookBackWithin)
	defer cancel()
	w, err := g.wayInto(ctx, r.target)
	if err != nil {
		return ""
	}
	then, known := r.pod.Get()
	found := w.look(ctx).Pod
	now, ok := found.Get()
	if !ok {
		if gap, _ := found.Gap(); gap.Reason == threat.Gone {
			return "the pod is gone"
		}
		return ""
	}
	switch {
	case known && now.UID != then.UID:
		return "the pod was replaced by another of the same name"
	case !now.Deleting.IsZero():
		return "the pod is being deleted"
	case now.Container.State != threat.Running:
		return fmt.Sprintf("the container is not running any more: %s", now.Container.State)
	case known && now.Container.ID != then.Container.ID:
		return "the container was restarted"
	}
	return ""
}
