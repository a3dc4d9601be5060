package gke_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	osexec "os/exec"
	"slices"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-threat/kubectl-threat/internal/gke"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// reply is what comes of one command. It may run the command for what it prints.
type reply func(run func() []byte) (exec.Result, error)

// here runs commands on this machine instead of in a container, if one reply
// after the other asks for what they print; the last one serves the rest.
type here struct {
	replies []reply
	mu      sync.Mutex
	in      []exec.Container
	nonces  []string
}

func (h *here) Run(ctx context.Context, in exec.Container, command exec.Command) (exec.Result, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.in, h.nonces = append(h.in, in), append(h.nonces, command.Argv[4])
	if command.Stdin != nil || command.Limits.Stdout == 0 || command.Limits.Timeout == 0 {
		return exec.Result{ExitCode: exec.Unknown}, errors.New("a command without limits, or with an input")
	}
	return h.replies[min(len(h.in), len(h.replies))-1](func() []byte {
		out, _ := osexec.CommandContext(ctx, command.Argv[0], command.Argv[1:]...).Output()
		return out
	})
}

func whole(run func() []byte) (exec.Result, error) { return exec.Result{Stdout: run()}, nil }

func half(run func() []byte) (exec.Result, error) {
	out := run()
	return exec.Result{Stdout: out[:len(out)/2]}, nil
}

// fails leaves a share of the output, in percent, beside an error.
func fails(err error, share int) reply {
	return func(run func() []byte) (exec.Result, error) {
		result := exec.Result{ExitCode: exec.Unknown}
		if share > 0 {
			out := run()
			result.Stdout = out[:len(out)*share/100]
		}
		return result, fmt.Errorf("running /bin/sh: %w", err)
	}
}

// killed is a shell that was ended after somebody had written a whole answer.
func killed(run func() []byte) (exec.Result, error) {
	return exec.Result{ExitCode: 137, Stdout: run()}, nil
}

func exits(code int, stderr string) reply {
	return func(func() []byte) (exec.Result, error) {
		return exec.Result{ExitCode: code, Stderr: []byte(stderr)}, nil
	}
}

// lookWith looks into a pod with a runner.
func lookWith(t *testing.T, target threat.Pod, pod *corev1.Pod, runner exec.Runner) *threat.Evidence {
	t.Helper()
	s := serve(map[string]any{podPath: pod, "/api/v1/nodes/" + nodeName: tillsNode()})
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	k := kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted}, servers: map[string]string{wanted: listening.URL}}
	scene, err := gke.Connect(t.Context(), target, gke.Options{
		Kubeconfig: k.loader(t, clientcmd.ConfigOverrides{}), Rung: threat.Exec,
		Runner: func(*rest.Config) (exec.Runner, error) { return runner, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return gatherAll(t, scene, threat.Finding{})
}

func TestLook(t *testing.T) {
	tests := map[string]struct {
		replies []reply
		runs    int
		cut     bool
		reason  threat.GapReason // instead of a look
	}{
		"a whole answer":                     {replies: []reply{whole}, runs: 1},
		"half an answer, then a whole one":   {replies: []reply{half, whole}, runs: 2},
		"half an answer, twice":              {replies: []reply{half, half, whole}, runs: 2, cut: true},
		"half an answer, then a refusal":     {replies: []reply{half, fails(exec.ErrNotRunning, 0)}, runs: 2, cut: true},
		"nothing, then a whole answer":       {replies: []reply{exits(0, ""), whole}, runs: 2},
		"nothing, twice":                     {replies: []reply{exits(0, "")}, runs: 2, reason: threat.Failed},
		"a broken line, then a whole one":    {replies: []reply{fails(exec.ErrTruncated, 0), whole}, runs: 2},
		"a broken line, twice":               {replies: []reply{fails(exec.ErrTruncated, 0)}, runs: 2, reason: threat.Failed},
		"a line that breaks at the very end": {replies: []reply{fails(exec.ErrTruncated, 100)}, runs: 2, cut: true},
		"no end in time, with some output":   {replies: []reply{fails(context.DeadlineExceeded, 50), whole}, runs: 1, cut: true},
		"no end in time":                     {replies: []reply{fails(context.DeadlineExceeded, 0), whole}, runs: 1, reason: threat.TimedOut},
		"a whole answer and a killed shell":  {replies: []reply{killed}, runs: 2, cut: true},
		"more than the limit": {replies: []reply{func(run func() []byte) (exec.Result, error) {
			result, err := half(run)
			result.StdoutCut = true
			return result, err
		}, whole}, runs: 1, cut: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			runner := &here{replies: tt.replies}
			got := lookWith(t, cart(), cartPod(), runner)
			if len(runner.in) < tt.runs || runner.in[0] != (exec.Container{Namespace: "shop", Pod: "cart-5f7d-x2x", Name: "app"}) {
				t.Fatalf("ran in %v, want %d times in the target's container", runner.in, tt.runs)
			}
			if len(runner.in) != tt.runs || tt.runs == 2 && runner.nonces[0] == runner.nonces[1] {
				t.Errorf("ran with the nonces %q, want %d different ones", runner.nonces, tt.runs)
			}
			if tt.reason != "" {
				if gap, _ := got.Look.Gap(); gap.Reason != tt.reason {
					t.Errorf("gap = %q, %s, want %q", gap.Reason, gap.Detail, tt.reason)
				}
				return
			}
			look := answer(t, got.Look)
			if cut := slices.ContainsFunc(look.Flaws, func(f threat.Flaw) bool { return f.Code == threat.FlawCut }); cut != tt.cut {
				t.Errorf("cut = %v, want %v: %v", cut, tt.cut, look.Flaws)
			}
			if look.ContainerID.Raw() != "containerd://c1" || look.Rung != threat.Exec || look.Trust != threat.TrustContainer {
				t.Errorf("look = %s at rung %s, trust %s", look.ContainerID, look.Rung, look.Trust)
			}
			me := slices.ContainsFunc(look.Processes, func(p threat.Process) bool { return p.PID == os.Getpid() })
			if !tt.cut && !me {
				t.Errorf("process %d of this test was not seen", os.Getpid())
			}
		})
	}
}

func TestLookFailures(t *testing.T) {
	refusal := func(code int, reason metav1.StatusReason, message string) error {
		return &apierrors.StatusError{ErrStatus: metav1.Status{Status: metav1.StatusFailure, Code: int32(code), Reason: reason, Message: message}}
	}
	const forbidden = `pods "cart-5f7d-x2x" is forbidden: User "ana" cannot create resource "pods/exec" in API group "" in the namespace "shop"`
	tests := map[string]struct {
		reply  reply
		reason threat.GapReason
		detail string
	}{
		"no shell":           {fails(exec.ErrNoExecutable, 0), threat.NoTools, "container shop/cart-5f7d-x2x/app has no /bin/sh"},
		"no shell, as 127":   {exits(127, "sh:\nnot found"), threat.NoTools, "the shell of container shop/cart-5f7d-x2x/app gave no answer and status 127: sh: not found"},
		"a shell that fails": {exits(2, ""), threat.Failed, "the shell of container shop/cart-5f7d-x2x/app gave no answer and status 2"},
		"forbidden": {
			fails(refusal(403, metav1.StatusReasonForbidden, forbidden), 0), threat.Denied,
			"missing rule: get and create pods/exec in namespace shop; user ana",
		},
		"forbidden by admission": {
			fails(refusal(403, metav1.StatusReasonForbidden, `admission webhook "no-exec" denied the request`), 0), threat.Denied,
			`missing rule: create pods/exec in namespace shop; the API server says: admission webhook "no-exec" denied the request`,
		},
		"the pod is gone": {fails(exec.ErrPodGone, 0), threat.Gone, "running /bin/sh: no such pod"},
		"no container":    {fails(exec.ErrNoContainer, 0), threat.Gone, "running /bin/sh: no such container in the pod"},
		"not running":     {fails(exec.ErrNotRunning, 0), threat.Gone, "running /bin/sh: the container is not running"},
		"not to be started": {
			fails(exec.ErrNotStarted, 0), threat.Failed,
			"create pods/exec shop/cart-5f7d-x2x: running /bin/sh: the program could not be started",
		},
		"an error of the API server": {
			fails(refusal(500, metav1.StatusReasonInternalError, "dialing backend: \x1b[2J"), 0), threat.Failed,
			`create pods/exec shop/cart-5f7d-x2x: the API server answered 500: dialing backend: \x1b[2J`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := lookWith(t, cart(), cartPod(), &here{replies: []reply{tt.reply}})
			for _, slot := range []func() (threat.Gap, bool){got.Look.Gap, got.Traces.Gap} {
				if gap, ok := slot(); !ok || gap.Reason != tt.reason || gap.Detail.String() != tt.detail {
					t.Errorf("gap = %q, %s\nwant %q, %s", gap.Reason, gap.Detail, tt.reason, tt.detail)
				}
			}
		})
	}
}

func TestLookWithoutAContainerName(t *testing.T) {
	target := cart()
	target.Container = ""
	runner := &here{replies: []reply{whole}}
	answer(t, lookWith(t, target, cartPod(), runner).Look)
	if runner.in[0].Name != "app" {
		t.Errorf("looked into %q, want the only container", runner.in[0].Name)
	}
	runner = &here{replies: []reply{whole}}
	got := lookWith(t, target, cartPod(func(p *corev1.Pod) {
		p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: "proxy"})
	}), runner)
	gap, _ := got.Look.Gap()
	if len(runner.in) > 0 || gap.Reason != threat.NotApplicable ||
		gap.Detail.Raw() != "the finding names no container, and the pod has several: app, proxy" {
		t.Errorf("looked into %v, gap = %q, %s", runner.in, gap.Reason, gap.Detail)
	}
}

// connectAt makes a scene at a rung and returns the configuration that a runner
// would get, nil where none is made.
func connectAt(t *testing.T, rung threat.Rung) (*gke.Scene, *rest.Config) {
	t.Helper()
	var config *rest.Config
	k := kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted}}
	scene, err := gke.Connect(t.Context(), cart(), gke.Options{
		Kubeconfig: k.loader(t, clientcmd.ConfigOverrides{}), Rung: rung,
		Runner: func(c *rest.Config) (exec.Runner, error) {
			config = c
			return &here{replies: []reply{whole}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return scene, config
}

func TestOnlyTheExecRungGetsARunner(t *testing.T) {
	for _, rung := range []threat.Rung{"", threat.Passive, threat.Helper} {
		if _, config := connectAt(t, rung); config != nil {
			t.Errorf("rung %q got a runner", rung)
		}
	}
	scene, _ := connectAt(t, threat.Helper)
	if gap, _ := gatherAll(t, scene, threat.Finding{}).Look.Gap(); gap.Reason != threat.NotBuilt {
		t.Errorf("gap = %q, want %q", gap.Reason, threat.NotBuilt)
	}
}

func TestRunnerHasOneDoor(t *testing.T) {
	_, config := connectAt(t, threat.Exec)
	if config.Timeout != 0 {
		t.Errorf("commands have the time limit of a call, %v", config.Timeout)
	}
	if config.WarningHandler != (rest.NoWarnings{}) {
		t.Error("warnings of the server go to standard error as they are")
	}
	wire := &recorder{}
	guarded := config.WrapTransport(wire)
	for _, target := range []string{
		"/api/v1/namespaces/shop/pods/cart-5f7d-x2x/exec",
		"/api/v1/namespaces/shop/pods/another/exec",
		"/api/v1/namespaces/shop/pods/cart-5f7d-x2x/attach",
	} {
		response, err := guarded.RoundTrip(newRequest(t, http.MethodPost, "https://"+wanted+".example.com"+target))
		if err == nil {
			_ = response.Body.Close()
		}
	}
	if len(wire.sent) != 1 || !bytes.HasSuffix([]byte(wire.sent[0].URL.Path), []byte("/cart-5f7d-x2x/exec")) {
		t.Errorf("%d requests were sent, want the one of the target", len(wire.sent))
	}
}
