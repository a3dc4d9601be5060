package exec

import (
	"errors"
	"fmt"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// The messages of Kubernetes 1.34 with containerd 1.6 and runc 1.1 were taken
// from a cluster; the others are from the source of the programs named.
func TestMeaning(t *testing.T) {
	const (
		layers = "Internal error occurred: Internal error occurred: error executing command in container: " +
			"failed to exec in container: "
		runc = layers + `failed to start exec "25b52dd0": OCI runtime exec failed: exec failed: unable to start container process: `
	)
	tests := map[string]struct {
		program string
		message string
		code    int32
		kind    string // of the object in the details
		want    error
		text    string
	}{
		"runc, not on the path": {
			program: "sh", message: runc + `exec: "sh": executable file not found in $PATH: unknown`,
			want: ErrNoExecutable,
			text: "no such program in the container: OCI runtime exec failed: exec failed: " +
				`unable to start container process: exec: "sh": executable file not found in $PATH: unknown`,
		},
		"runc, no such file": {
			program: "/bin/sh", message: runc + `exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown`,
			want: ErrNoExecutable,
		},
		"runc before 1.1": {
			program: "sh", message: layers + `failed to start exec "1": OCI runtime exec failed: exec failed: container_linux.go:380: ` +
				`starting container process caused "exec: \"sh\": executable file not found in $PATH": unknown`,
			want: ErrNoExecutable,
		},
		"crun": {
			program: "sh", message: layers + "OCI runtime exec failed: executable file `sh` not found in $PATH: No such file or directory",
			want: ErrNoExecutable,
		},
		"gVisor": {
			program: "sh", message: layers + `failed to start exec "1": OCI runtime exec failed: error finding executable "sh" in PATH [/bin]: no such file or directory`,
			want: ErrNoExecutable,
		},
		"no permission": {
			program: "/etc/passwd", message: runc + `exec: "/etc/passwd": permission denied: unknown`,
			want: ErrNotStarted,
		},
		"no working directory": {
			program: "sh", message: runc + `chdir to cwd ("/gone") set in config.json failed: no such file or directory: unknown`,
			want: ErrNotStarted,
		},
		"ended before the look of the kubelet": {
			message: `Internal error occurred: unable to upgrade connection: container not found ("app")`,
			want:    ErrNotRunning,
			text:    `the container is not running: unable to upgrade connection: container not found ("app")`,
		},
		"ended after the look of the kubelet": {
			message: layers + `failed to create exec "13c2bf51": task 14958ef7 not found: not found`,
			want:    ErrNotRunning,
		},
		"ended in between": {
			message: layers + `failed to create exec "8a26e862": container not created: not found`,
			want:    ErrNotRunning,
		},
		"containerd's shim gone": {message: layers + `failed to create exec "1": ttrpc: closed`, want: ErrNotStarted},
		"runc, stopped": {
			message: layers + `failed to start exec "1": OCI runtime exec failed: exec failed: cannot exec in a stopped container: unknown`,
			want:    ErrNotRunning,
		},
		"containerd, exited": {message: layers + "container is in CONTAINER_EXITED state", want: ErrNotRunning},
		"not scheduled": {
			message: "pod unsched does not have a host assigned", code: 400,
			want: ErrNotRunning,
		},
		"no such container":     {message: "container nosuch is not valid for pod bb", code: 400, want: ErrNoContainer},
		"no such pod":           {message: `pods "nosuch" not found`, code: 404, kind: "pods", want: ErrPodGone},
		"no such pod (kubelet)": {message: "Internal error occurred: unable to upgrade connection: pod does not exist", want: ErrPodGone},
		"no such node":          {message: `nodes "n1" not found`, code: 404, kind: "nodes"},
		"kubelet out of reach":  {message: "error dialing backend: dial tcp 10.0.0.7:10250: connect: connection refused"},
		"containerd too slow":   {message: layers + "timeout 10s exceeded: context deadline exceeded"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			status := &apierrors.StatusError{ErrStatus: metav1.Status{
				Status: metav1.StatusFailure, Message: test.message, Code: test.code, Details: &metav1.StatusDetails{Kind: test.kind},
			}}
			got := meaning(fmt.Errorf("connecting: %w", status), test.program)
			for _, kind := range []error{ErrNoExecutable, ErrNotStarted, ErrNotRunning, ErrNoContainer, ErrPodGone} {
				if is, want := errors.Is(got, kind), errors.Is(test.want, kind); is != want {
					t.Errorf("%q: %t, want %t", kind, is, want)
				}
			}
			if kept := new(apierrors.StatusError); !errors.As(got, &kept) || kept != status {
				t.Error("the status is lost")
			}
			if test.text != "" && got.Error() != test.text {
				t.Errorf("text %q\nwant %q", got, test.text)
			}
		})
	}
}

func TestRunWithoutExecutable(t *testing.T) {
	run := func(p process) error {
		return errors.New(`failed to exec in container: failed to start exec "1": OCI runtime exec failed: exec failed: ` +
			`unable to start container process: exec: "sh": executable file not found in $PATH: unknown`)
	}
	overBoth(t, run, func(t *testing.T, server *apiServer, pod *Pod) {
		got, err := pod.Run(t.Context(), web(), Command{Argv: []string{"sh"}})
		const want = "running sh in container shop/cart-0/web: no such program in the container: OCI runtime exec failed: " +
			`exec failed: unable to start container process: exec: "sh": executable file not found in $PATH: unknown`
		if !errors.Is(err, ErrNoExecutable) || err.Error() != want {
			t.Errorf("error\n%v\nwant\n%s", err, want)
		}
		if got.ExitCode != Unknown {
			t.Errorf("exit code %d of a program that never ran", got.ExitCode)
		}
	})
}

func TestExitCode(t *testing.T) {
	tests := map[string]struct {
		status string
		want   int
		is     error
	}{
		"success":      {status: `{"status":"Success"}`, want: 0},
		"code":         {status: `{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"255"}]}}`, want: 255},
		"nothing":      {want: Unknown, is: ErrTruncated},
		"half":         {status: `{"status":"Succ`, want: Unknown, is: ErrTruncated},
		"other status": {status: `{"status":"Maybe"}`, want: Unknown, is: ErrTruncated},
		"no details":   {status: `{"status":"Failure","reason":"NonZeroExitCode"}`, want: Unknown},
		"no cause":     {status: `{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"Weather","message":"1"}]}}`, want: Unknown},
		"too large":    {status: `{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"256"}]}}`, want: Unknown},
		"negative":     {status: `{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"-1"}]}}`, want: Unknown},
		"other reason": {status: `{"status":"Failure","reason":"InternalError","message":"no luck"}`, want: Unknown},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := exitCode([]byte(test.status))
			if got != test.want || (err == nil) != (test.want != Unknown) {
				t.Errorf("exit code %d, error %v; want %d", got, err, test.want)
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("error %v, want %v", err, test.is)
			}
		})
	}
}
