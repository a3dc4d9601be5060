package exectest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

func web() exec.Container { return exec.Container{Namespace: "shop", Pod: "cart-0", Name: "web"} }

func TestTable(t *testing.T) {
	answers := Table(map[string]Reply{
		"ps":         {Stdout: "12345", Stderr: "678", ExitCode: 1},
		"ls -- /tmp": {Stdout: "half", Err: exec.ErrTruncated},
		"sleep 60":   {After: time.Minute},
	})
	tests := map[string]struct {
		command exec.Command
		want    exec.Result
		err     error
	}{
		"answered": {
			command: exec.Command{Argv: []string{"ps"}},
			want:    exec.Result{ExitCode: 1, Stdout: []byte("12345"), Stderr: []byte("678")},
		},
		"cut": {
			command: exec.Command{Argv: []string{"ps"}, Limits: exec.Limits{Stdout: 4, Stderr: 2}},
			want:    exec.Result{ExitCode: 1, Stdout: []byte("1234"), StdoutCut: true, Stderr: []byte("67"), StderrCut: true},
		},
		"error": {
			command: exec.Command{Argv: []string{"ls", "--", "/tmp"}},
			want:    exec.Result{ExitCode: exec.Unknown, Stdout: []byte("half")}, err: exec.ErrTruncated,
		},
		"not in the table": {
			command: exec.Command{Argv: []string{"sh"}},
			want:    exec.Result{ExitCode: exec.Unknown}, err: exec.ErrNoExecutable,
		},
		"too slow": {
			command: exec.Command{Argv: []string{"sleep", "60"}},
			want:    exec.Result{ExitCode: exec.Unknown}, err: context.DeadlineExceeded,
		},
		"slow enough": {
			command: exec.Command{Argv: []string{"sleep", "60"}, Limits: exec.Limits{Timeout: time.Hour}},
		},
		"no argv": {
			want: exec.Result{ExitCode: exec.Unknown}, err: exec.ErrInvalid,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got, err := answers.Run(t.Context(), web(), test.command)
				if !errors.Is(err, test.err) {
					t.Errorf("error %v, want %v", err, test.err)
				}
				if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("result (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestAnswersHoldToTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Func(func(Call) Reply { return Reply{} }).Run(ctx, web(), exec.Command{Argv: []string{"ps"}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestCalls(t *testing.T) {
	answers := Func(func(call Call) Reply { return Reply{Stdout: call.Stdin} })
	var stdout bytes.Buffer
	got, err := answers.Run(t.Context(), web(), exec.Command{
		Argv: []string{"sh", "-s"}, Stdin: strings.NewReader("id"), Stdout: &stdout, Limits: exec.Limits{Stdout: 9},
	})
	if err != nil || stdout.String() != "id" || got.Stdout != nil {
		t.Errorf("streamed %q, kept %q, error %v", &stdout, got.Stdout, err)
	}
	want := []Call{{In: web(), Argv: []string{"sh", "-s"}, Stdin: "id", Limits: exec.Limits{Stdout: 9}}}
	if diff := cmp.Diff(want, answers.Calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestAnswersConcurrently(t *testing.T) {
	answers := Func(func(call Call) Reply { return Reply{ExitCode: len(call.Argv[1])} })
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			got, err := answers.Run(t.Context(), web(), exec.Command{Argv: []string{"x", strings.Repeat("y", i)}})
			if err != nil || got.ExitCode != i {
				t.Errorf("call %d: exit code %d, error %v", i, got.ExitCode, err)
			}
		})
	}
	all.Wait()
	if got := len(answers.Calls()); got != 50 {
		t.Errorf("%d calls remembered of 50", got)
	}
}

func ExampleTable() {
	container := Table(map[string]Reply{"id -u": {Stdout: "0\n"}})
	in := exec.Container{Namespace: "shop", Pod: "cart-0", Name: "web"}
	result, err := container.Run(context.Background(), in, exec.Command{Argv: []string{"id", "-u"}})
	fmt.Printf("%s%v %d\n", result.Stdout, err, len(container.Calls()))
	// Output:
	// 0
	// <nil> 1
}
