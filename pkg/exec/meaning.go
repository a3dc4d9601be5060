package exec

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// meaning adds to a Status what it says about the program, the container or the
// pod. The kubelet and the runtimes under it have no codes for that: all comes
// as reason InternalError with a sentence, so sentences are all there is to go
// by. An error that none of them fits is returned as it came.
func meaning(err error, program string) error {
	var refused *apierrors.StatusError
	if !errors.As(err, &refused) {
		return err
	}
	kind := kindOf(refused.ErrStatus, program)
	if kind == nil {
		return err
	}
	return &classed{kind: kind, cause: err, text: short(refused.ErrStatus.Message)}
}

func kindOf(status metav1.Status, program string) error {
	// runc before 1.1 quotes twice: caused "exec: \"sh\": executable ...".
	message := strings.ReplaceAll(status.Message, `\"`, `"`)
	switch {
	case podGone(status):
		return ErrPodGone
	case status.Code == http.StatusBadRequest && strings.Contains(message, "is not valid for pod"):
		return ErrNoContainer
	case containsAny(message, notRunning()), taskGone(message):
		return ErrNotRunning
	case noExecutable(message, program):
		return ErrNoExecutable
	case containsAny(message, notStarted()):
		return ErrNotStarted
	}
	return nil
}

func podGone(status metav1.Status) bool {
	if status.Code == http.StatusNotFound && status.Details != nil {
		return status.Details.Kind == "pods" || status.Details.Kind == "namespaces"
	}
	// The kubelet's answer, which the API server wraps into an error 500.
	return strings.Contains(status.Message, "pod does not exist")
}

// noExecutable goes by what follows the name of the program, because "no such
// file or directory" alone is also said of a working directory or of /proc.
func noExecutable(message, program string) bool {
	if _, after, found := strings.Cut(message, "exec: "+strconv.Quote(program)+": "); found {
		return strings.HasPrefix(after, "executable file not found in ") || // runc, by PATH
			strings.Contains(after, "no such file or directory") // runc, by path
	}
	return containsAny(message, []string{
		"error finding executable " + strconv.Quote(program) + " in PATH", // gVisor
		"failed to load " + program + ": no such file or directory",       // gVisor
		"executable file `" + program + "` not found",                     // crun
	})
}

// taskGone tells a container that ended between the kubelet's look at it and
// containerd's: failed to create exec "ID": task ID not found: not found, or
// container not created: not found. The last words are containerd's code.
func taskGone(message string) bool {
	return strings.Contains(message, "failed to create exec ") && strings.HasSuffix(message, ": not found")
}

// notRunning is how kubelet, containerd and the runtimes say that a container
// takes no commands.
func notRunning() []string {
	return []string{
		"container not found (",          // kubelet: the runtime runs none of that name
		"does not have a host assigned",  // API server: not scheduled yet
		"container is in CONTAINER_",     // containerd: any state but running
		"no running task found",          // containerd: the task has just gone
		"failed to load task",            // containerd, the same
		"cannot exec in a ",              // runc, containerd: stopped, deleted or paused
		"cannot exec a container that",   // runc before 1.0
		"container is not created or ru", // CRI-O
	}
}

func notStarted() []string {
	return []string{"OCI runtime exec failed", "failed to start exec", "failed to create exec"}
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// short leaves out what each layer put before the sentence that matters.
func short(message string) string {
	if at := strings.Index(message, "OCI runtime exec failed: "); at >= 0 {
		return message[at:]
	}
	const layer = "Internal error occurred: "
	for strings.HasPrefix(message, layer) {
		message = message[len(layer):]
	}
	return message
}
