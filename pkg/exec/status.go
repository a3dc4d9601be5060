package exec

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/remotecommand"
)

// exitCode reads the status that the server sends as its last word since
// version 4 of the protocol (Kubernetes 1.4): Success, or Failure with the exit
// code as a cause, or Failure for any other reason, which is an error. Without a
// whole status nobody knows how the command ended.
func exitCode(message []byte) (int, error) {
	if len(message) == 0 {
		return Unknown, ErrTruncated
	}
	var status metav1.Status
	if err := json.Unmarshal(message, &status); err != nil {
		return Unknown, &classed{kind: ErrTruncated, cause: fmt.Errorf("reading the status: %w", err)}
	}
	switch {
	case status.Status == metav1.StatusSuccess:
		return 0, nil
	case status.Status != metav1.StatusFailure:
		return Unknown, &classed{kind: ErrTruncated, cause: fmt.Errorf("reading the status: %q is none", status.Status)}
	case status.Reason == remotecommand.NonZeroExitCodeReason:
		return codeOf(status.Details)
	}
	return Unknown, &apierrors.StatusError{ErrStatus: status}
}

func codeOf(details *metav1.StatusDetails) (int, error) {
	if details == nil {
		return Unknown, errors.New("reading the exit code: the status has no details")
	}
	for _, cause := range details.Causes {
		if cause.Type != remotecommand.ExitCodeCauseType {
			continue
		}
		code, err := strconv.ParseUint(cause.Message, 10, 8)
		if err != nil {
			return Unknown, fmt.Errorf("reading the exit code: %w", err)
		}
		return int(code), nil
	}
	return Unknown, errors.New("reading the exit code: the status holds none")
}
