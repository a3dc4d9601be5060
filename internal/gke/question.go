package gke

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

var errBadName = errors.New("the name is none that Kubernetes allows")

// question is one call to the API server, in the words of an RBAC rule.
type question struct {
	verb      string
	group     string // empty for the core group
	resource  string // with its subresource, as in pods/exec
	namespace string
	name      string
}

func (q question) of(group, resource string) question {
	q.group, q.resource = group, resource
	return q
}

// rule is what somebody has to be allowed for the question: "get pods in
// namespace shop", "get replicasets.apps in namespace shop", "get nodes".
func (q question) rule() string {
	rule := q.verb + " " + q.resource
	if q.group != "" {
		rule += "." + q.group
	}
	if q.namespace != "" {
		rule += " in namespace " + q.namespace
	}
	return rule
}

// String names the object: "get pods shop/cart"; a list is one of its namespace.
func (q question) String() string {
	name := oneLine(q.name)
	switch {
	case q.name == "":
		return q.rule()
	case q.namespace != "":
		name = q.namespace + "/" + name
	}
	return q.verb + " " + q.resource + " " + name
}

// gap is an error that says which kind of gap it leaves and, in one short line,
// what came back.
type gap struct {
	reason threat.GapReason
	detail string
	cause  error
}

func (g *gap) Error() string               { return g.detail }
func (g *gap) Unwrap() error               { return g.cause }
func (g *gap) GapReason() threat.GapReason { return g.reason }

// Rule is the permission that is missing, where the answer or the question tells.
func (g *gap) Rule() string {
	rest, found := strings.CutPrefix(g.detail, missingPrefix)
	if g.reason != threat.Denied || !found {
		return ""
	}
	rule, _, _ := strings.Cut(rest, ";")
	return rule
}

// isGone tells whether the API server said that the thing is no more.
func isGone(err error) bool { return err != nil && gather.Reason(err) == threat.Gone }

// gapOf is what gather makes of an error, for a gap within an answer.
func gapOf(err error) threat.Gap {
	made := threat.Gap{Reason: gather.Reason(err), Detail: untrusted.From(err.Error())}
	var lacking *gap
	if errors.As(err, &lacking) {
		made.Rule = untrusted.From(lacking.Rule())
	}
	return made
}

// explain turns an error of the client into a gap. What is one already stays.
func (q question) explain(err error) error {
	var known *gap
	if errors.As(err, &known) {
		return err
	}
	reason, detail := q.meaning(err)
	return &gap{reason: reason, detail: detail, cause: err}
}

func (q question) meaning(err error) (threat.GapReason, string) {
	var status *apierrors.StatusError
	var network *net.OpError
	switch {
	case errors.As(err, &status):
		return q.answered(status.ErrStatus)
	case errors.As(err, &network) && network.Op == "dial" && !network.Timeout():
		// The same for every question, so that the report says it once.
		return threat.Failed, "the API server can't be reached: " + oneLine(network.Error())
	case errors.Is(err, context.Canceled):
		return threat.Failed, q.String() + ": interrupted"
	case gather.Reason(err) == threat.TimedOut:
		return threat.TimedOut, q.String() + ": no answer in time"
	case strings.Contains(err.Error(), "getting credentials: "):
		// client-go has no type for a credential plugin that fails.
		return threat.Denied, "not signed in: " + oneLine(err.Error())
	}
	return threat.Failed, q.String() + ": " + oneLine(err.Error())
}

// answered reads a refusal. Only the API server itself can say that something is
// gone or forbidden; the page of a proxy in front of it has the same code.
func (q question) answered(status metav1.Status) (threat.GapReason, string) {
	if text, foreign := foreignAnswer(status); foreign && status.Code != http.StatusUnauthorized {
		return reasonOfCode(status.Code), fmt.Sprintf("%s: something other than the API server answered %d: %s", q, status.Code, oneLine(text))
	}
	switch {
	case status.Reason == metav1.StatusReasonUnauthorized:
		return threat.Denied, "not signed in: the API server answered 401 to " + q.String()
	case status.Reason == metav1.StatusReasonForbidden:
		return threat.Denied, q.missingRule(status.Message)
	case status.Reason == metav1.StatusReasonNotFound && q.isAbout(status):
		return threat.Gone, oneLine(status.Message)
	case status.Reason == metav1.StatusReasonTimeout || status.Reason == metav1.StatusReasonServerTimeout:
		return threat.TimedOut, q.String() + ": the API server gave up on it: " + oneLine(status.Message)
	}
	return reasonOfCode(status.Code), fmt.Sprintf("%s: the API server answered %d: %s", q, status.Code, oneLine(status.Message))
}

// isAbout tells whether a Status is about the object that was asked for. A
// gateway may have lost something of its own, such as the cluster.
func (q question) isAbout(status metav1.Status) bool {
	resource, _, _ := strings.Cut(q.resource, "/")
	return status.Details != nil && status.Details.Kind == resource && status.Details.Name == q.name
}

// foreignAnswer tells whether a Status was made up by client-go from an answer
// that held none, and what that was.
func foreignAnswer(status metav1.Status) (string, bool) {
	if status.Details == nil {
		return "", false
	}
	for _, cause := range status.Details.Causes {
		if cause.Type == metav1.CauseTypeUnexpectedServerResponse {
			return cause.Message, true
		}
	}
	return "", false
}

func reasonOfCode(code int32) threat.GapReason {
	switch code {
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return threat.TimedOut
	case http.StatusForbidden:
		return threat.Denied
	}
	return threat.Failed
}
