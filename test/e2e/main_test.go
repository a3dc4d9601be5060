//go:build e2e

// Package e2e tests the built plugin against a real cluster, with attacks made
// for real. It starts the cluster of test/cluster and ends it afterwards, unless
// E2E_CLUSTER=existing names the one of KUBECONFIG.
package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-threat/kubectl-threat/test/lab"
)

// world is what all tests share.
type world struct {
	binary     string
	kubeconfig string
	existing   bool
	lab        *lab.Lab
	remote     string // the attacker's listener
}

var shared world

func TestMain(m *testing.M) {
	code, err := prepare(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e can't run:", err)
		code = 1
	}
	os.Exit(code)
}

func prepare(m *testing.M) (code int, err error) {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "e2e-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(folder)
	shared.binary = filepath.Join(folder, "kubectl-threat")
	if err := run(ctx, "go", "build", "-trimpath", "-tags", "grpcnotrace", "-o", shared.binary, "../../cmd/kubectl-threat"); err != nil {
		return 1, err
	}
	down, err := cluster(ctx)
	defer func() { err = errors.Join(err, down()) }()
	if err != nil {
		return 1, err
	}
	name := fmt.Sprintf("e2e-%d", time.Now().UnixNano()%1_000_000_000)
	if shared.lab, err = lab.Open(ctx, shared.kubeconfig, name); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, shared.lab.Close(ctx)) }()
	if shared.remote, err = shared.lab.Listener(ctx); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// cluster starts ours, or takes the user's. The returned function ends what was
// started here and nothing else.
func cluster(ctx context.Context) (down func() error, err error) {
	nothing := func() error { return nil }
	if os.Getenv("E2E_CLUSTER") == "existing" {
		shared.existing, shared.kubeconfig = true, os.Getenv("KUBECONFIG")
		if shared.kubeconfig == "" {
			return nothing, errors.New("E2E_CLUSTER=existing needs KUBECONFIG")
		}
		return nothing, nil
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		return nothing, err
	}
	program := filepath.Join(filepath.Dir(shared.binary), "cluster")
	if err := run(ctx, "go", "build", "-o", program, "../cluster"); err != nil {
		return nothing, err
	}
	if err := runIn(ctx, root, program, "up"); err != nil {
		return func() error { return runIn(ctx, root, program, "down") }, err
	}
	command := exec.CommandContext(ctx, program, "kubeconfig")
	command.Dir = root
	path, err := command.Output()
	shared.kubeconfig = strings.TrimSpace(string(path))
	return func() error { return runIn(ctx, root, program, "down") }, err
}

func run(ctx context.Context, argv ...string) error { return runIn(ctx, ".", argv...) }

func runIn(ctx context.Context, folder string, argv ...string) error {
	command := exec.CommandContext(ctx, argv[0], argv[1:]...)
	command.Dir, command.Stdout, command.Stderr = folder, os.Stderr, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("running %s: %w", strings.Join(argv, " "), err)
	}
	return nil
}

// answer is what one call of the plugin gave.
type answer struct {
	status         int
	stdout, stderr string
	report         reported
}

// reported is the part of the machine output that the tests read.
type reported struct {
	Target struct {
		State    string
		Evidence []string
		Node     string
	}
	Verdict struct {
		State, Summary string
		Evidence       []string
	}
	Node *struct{ InstanceID, NodePool, Via string }
	Pod  *struct {
		Owners     []struct{ Kind, Name string }
		Security   struct{ TokenMounted bool }
		ImageMatch string
	}
	Workload *struct {
		Kind, Name string
		Inferred   bool
		Evidence   []string
		Siblings   *[]struct{ Name string }
	}
	Events []event
	Logs   []struct {
		Time         time.Time
		Source, Text string
	}
	Spread *struct{ Seen int }
	Live   *struct {
		Complete  bool
		Processes []struct {
			PID        int
			Executable string
			Deleted    bool
			Args       []string
			Match      *struct{ Reason string }
		}
	}
	Gaps []struct{ Code, Why, Fix string }
}

// event is one of the cluster's events about a pod.
type event struct {
	Reason, Message, Node string
	OtherPod              bool
}

type podObject = corev1.Pod

// threat runs the plugin on the cluster of the tests. Where that is not called as
// gcloud would call it, the user has to vouch for it.
func threat(t *testing.T, kubeconfig string, args ...string) answer {
	t.Helper()
	if shared.existing && !strings.HasPrefix(shared.lab.Place.Context, "gke_") {
		args = append(args, "--context", shared.lab.Place.Context)
	}
	return plugin(t, kubeconfig, args...)
}

// plugin runs the plugin; json is read into the answer.
func plugin(t *testing.T, kubeconfig string, args ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(ctx, shared.binary, args...)
	command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	a := answer{status: command.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
	if strings.HasPrefix(a.stdout, "{") {
		if err := json.Unmarshal(stdout.Bytes(), &a.report); err != nil {
			t.Fatalf("%v\n%s", err, a.stdout)
		}
	}
	return a
}

// write keeps a finding as a file for one test.
func write(t *testing.T, finding []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "finding.json")
	if err := os.WriteFile(path, finding, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
