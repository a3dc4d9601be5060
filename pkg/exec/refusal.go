package exec

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

const (
	// maxRefusal is how much of a refusal is read; a Status is far smaller.
	maxRefusal = 64 << 10
	// maxQuoted is how much is quoted of a refusal that is no Status. It is for
	// people, and often a page of HTML from a proxy.
	maxQuoted = 200
)

// refusal makes an error of the answer to an upgrade that was not accepted: the
// Status of the API server where there is one, else a Status of the same kind
// made from the HTTP code, so that callers need only ask one way.
func refusal(response *http.Response) error {
	// A body that can not be read to its end is quoted as far as it goes.
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusal))
	var status metav1.Status
	if json.Unmarshal(body, &status) == nil && status.Status == metav1.StatusFailure && status.Message != "" {
		return &apierrors.StatusError{ErrStatus: status}
	}
	err := apierrors.NewGenericServerResponse(response.StatusCode, http.MethodPost,
		schema.GroupResource{Resource: "pods/exec"}, "", "", 0, true)
	err.ErrStatus.Message = fmt.Sprintf("the server answered %d %s instead of upgrading the connection",
		response.StatusCode, http.StatusText(response.StatusCode))
	if text := strings.Join(strings.Fields(string(body)), " "); text != "" {
		err.ErrStatus.Message += fmt.Sprintf(": %.*q", maxQuoted, text)
	}
	return err
}
