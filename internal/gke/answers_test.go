package gke_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-threat/kubectl-threat/internal/gather"
	"github.com/kubectl-threat/kubectl-threat/internal/gke"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// apiServer answers by path and notes what it was asked.
type apiServer struct {
	answers  map[string]http.HandlerFunc
	fallback http.HandlerFunc // for all other paths
	mu       sync.Mutex
	asked    []string
	queries  []string // of the logs
	// selectors are the label selectors that pods were listed by.
	selectors []string
}

func (s *apiServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/log") {
		s.queries = append(s.queries, bounds(r.URL.Query()))
	}
	if selector := r.URL.Query().Get("labelSelector"); selector != "" {
		s.selectors = append(s.selectors, selector)
	}
	s.mu.Unlock()
	if answer, ok := s.answers[r.URL.Path]; ok {
		answer(w, r)
		return
	}
	if s.fallback != nil {
		s.fallback(w, r)
		return
	}
	status(http.StatusInternalServerError, metav1.Status{Reason: "InternalError", Message: "no answer for " + r.URL.Path})(w, r)
}

// logs are the bounds within which logs were asked for, sorted.
func (s *apiServer) logs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.queries))
}

func bounds(query url.Values) string {
	query.Del("timeout")
	query.Del("container")
	query.Del("timestamps")
	line, _ := url.QueryUnescape(query.Encode())
	return strings.ReplaceAll(line, "&", " ")
}

// scene connects to the server as the cluster of the target.
func (s *apiServer) scene(t *testing.T, target threat.Target, timeout time.Duration) *gke.Scene {
	t.Helper()
	return connected(t, s, target, gke.Options{Timeout: timeout})
}

// around is a scene that is asked for what is around the pod, too.
func (s *apiServer) around(t *testing.T, target threat.Target) *gke.Scene {
	t.Helper()
	return connected(t, s, target, gke.Options{Around: true})
}

func connected(t *testing.T, server http.Handler, target threat.Target, o gke.Options) *gke.Scene {
	t.Helper()
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	k := kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted}, servers: map[string]string{wanted: listening.URL}}
	o.Kubeconfig, o.UserAgent = k.loader(t, clientcmd.ConfigOverrides{}), "kubectl-threat/test"
	scene, err := gke.Connect(t.Context(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	return scene
}

func gatherAll(t *testing.T, scene *gke.Scene, f threat.Finding) *threat.Evidence {
	t.Helper()
	var evidence threat.Evidence
	gather.All(t.Context(), scene.Probes(f, &evidence), gather.Limits{Parallel: 8, Timeout: 20 * time.Second})
	return &evidence
}

func status(code int, s metav1.Status) http.HandlerFunc {
	s.TypeMeta = metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}
	s.Status, s.Code = metav1.StatusFailure, int32(code)
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(s)
	}
}

func page(code int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

const podPath = "/api/v1/namespaces/shop/pods/cart-5f7d-x2x"

func TestAnswersThatAreNoPod(t *testing.T) {
	const html = "<html>\n<head><title>502 Bad Gateway</title></head>\n\x1b[2J</html>"
	forbidden := `pods "cart-5f7d-x2x" is forbidden: User "ana@example.com" cannot get resource "pods" in API group "" in the namespace "shop"`
	tests := map[string]struct {
		answer http.HandlerFunc
		reason threat.GapReason
		detail string
	}{
		"forbidden": {
			status(403, metav1.Status{Reason: metav1.StatusReasonForbidden, Message: forbidden}),
			threat.Denied, `missing rule: get pods in namespace shop; user ana@example.com`,
		},
		"forbidden by GKE": {
			status(403, metav1.Status{Reason: metav1.StatusReasonForbidden, Message: forbidden + `: requires one of ["container.pods.get"] permission(s).`}),
			threat.Denied, `missing rule: get pods in namespace shop; user ana@example.com; or the IAM permission container.pods.get`,
		},
		"forbidden to impersonate": {
			status(403, metav1.Status{Reason: metav1.StatusReasonForbidden, Message: `users "root" is forbidden: User "ana" cannot impersonate resource "users" in API group "" at the cluster scope`}),
			threat.Denied, `missing rule: impersonate users; user ana`,
		},
		"forbidden in other words": {
			status(403, metav1.Status{Reason: metav1.StatusReasonForbidden, Message: "not\nnow"}),
			threat.Denied, `missing rule: get pods in namespace shop; the API server says: not now`,
		},
		"forbidden by a proxy": {
			page(403, "text/html", "<html>blocked</html>"),
			threat.Denied, `get pods shop/cart-5f7d-x2x: something other than the API server answered 403: <html>blocked</html>`,
		},
		"not signed in": {
			status(401, metav1.Status{Reason: metav1.StatusReasonUnauthorized, Message: "Unauthorized"}),
			threat.Denied, `not signed in: the API server answered 401 to get pods shop/cart-5f7d-x2x`,
		},
		"gone": {
			status(404, metav1.Status{Reason: metav1.StatusReasonNotFound, Message: `pods "cart-5f7d-x2x" not found`, Details: &metav1.StatusDetails{Name: "cart-5f7d-x2x", Kind: "pods"}}),
			threat.Gone, `pods "cart-5f7d-x2x" not found`,
		},
		"a gateway that lost the cluster": {
			status(404, metav1.Status{Reason: metav1.StatusReasonNotFound, Message: `clusters "tills" not found`, Details: &metav1.StatusDetails{Name: "tills", Kind: "clusters"}}),
			threat.Failed, `get pods shop/cart-5f7d-x2x: the API server answered 404: clusters "tills" not found`,
		},
		"no such page": {
			page(404, "text/plain", "404 page not found\n"),
			threat.Failed, `get pods shop/cart-5f7d-x2x: something other than the API server answered 404: 404 page not found`,
		},
		"a page with an error": {
			page(502, "text/html", html),
			threat.Failed, `get pods shop/cart-5f7d-x2x: something other than the API server answered 502: <html> <head><title>502 Bad Gateway</title></head> \x1b[2J</html>`,
		},
		"an error of the API server": {
			status(500, metav1.Status{Reason: metav1.StatusReasonInternalError, Message: "etcdserver: no leader"}),
			threat.Failed, `get pods shop/cart-5f7d-x2x: the API server answered 500: etcdserver: no leader`,
		},
		"a timeout of the API server": {
			status(504, metav1.Status{Reason: metav1.StatusReasonTimeout, Message: "request did not complete within requested timeout"}),
			threat.TimedOut, `get pods shop/cart-5f7d-x2x: the API server gave up on it: request did not complete within requested timeout`,
		},
		"a page without an error": {
			page(200, "text/html", "<html>sign in</html>"),
			threat.Failed, `get pods shop/cart-5f7d-x2x: serializer for text/html doesn't exist`,
		},
		"an empty object": {
			page(200, "application/json", "{}"),
			threat.Failed, `get pods shop/cart-5f7d-x2x: the answer is no pod of that name`,
		},
		"another pod": {
			page(200, "application/json", `{"kind":"Pod","apiVersion":"v1","metadata":{"name":"other","namespace":"shop","uid":"1"}}`),
			threat.Failed, `get pods shop/cart-5f7d-x2x: the answer is no pod of that name`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &apiServer{answers: map[string]http.HandlerFunc{podPath: tt.answer}}
			got := gatherAll(t, s.scene(t, cart(), 0), threat.Finding{})
			gap, ok := got.Pod.Gap()
			if !ok || gap.Reason != tt.reason || gap.Detail.String() != tt.detail {
				t.Errorf("gap = %q, %s\nwant %q, %s", gap.Reason, gap.Detail, tt.reason, tt.detail)
			}
		})
	}
}

func TestSlowServerIsAGap(t *testing.T) {
	end := make(chan struct{})
	s := &apiServer{answers: map[string]http.HandlerFunc{podPath: func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-end:
		case <-r.Context().Done():
		}
	}}}
	scene := s.scene(t, cart(), 50*time.Millisecond)
	t.Cleanup(func() { close(end) })
	got := gatherAll(t, scene, threat.Finding{})
	if gap, _ := got.Pod.Gap(); gap.Reason != threat.TimedOut || gap.Detail.Raw() != "get pods shop/cart-5f7d-x2x: no answer in time" {
		t.Errorf("gap = %q, %s, want %q", gap.Reason, gap.Detail, threat.TimedOut)
	}
}

func TestUnreachableServerIsAGap(t *testing.T) {
	listening := httptest.NewServer(http.NotFoundHandler())
	listening.Close()
	k := kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted}, servers: map[string]string{wanted: listening.URL}}
	scene, err := k.connectWith(t, cart(), "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	if gap, _ := gatherAll(t, scene, threat.Finding{}).Pod.Gap(); gap.Reason != threat.Failed {
		t.Errorf("gap = %q, %s, want %q", gap.Reason, gap.Detail, threat.Failed)
	}
}

// A redirect must not carry credentials to another host.
func TestRedirectIsNotFollowedToAnotherHost(t *testing.T) {
	elsewhere := &apiServer{}
	other := httptest.NewServer(elsewhere)
	t.Cleanup(other.Close)
	s := &apiServer{answers: map[string]http.HandlerFunc{
		podPath: http.RedirectHandler(other.URL+podPath, http.StatusTemporaryRedirect).ServeHTTP,
	}}
	got := gatherAll(t, s.scene(t, cart(), 0), threat.Finding{})
	if gap, ok := got.Pod.Gap(); !ok || gap.Reason != threat.Failed {
		t.Errorf("gap = %q, %s, want %q", gap.Reason, gap.Detail, threat.Failed)
	}
	if len(elsewhere.asked) > 0 {
		t.Errorf("another host was asked: %q", elsewhere.asked)
	}
}

func TestEndlessAnswerIsAGap(t *testing.T) {
	s := &apiServer{answers: map[string]http.HandlerFunc{podPath: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, err := w.Write([]byte(`{"kind":"Pod","apiVersion":"v1","metadata":{"name":"cart-5f7d-x2x","namespace":"shop","uid":"1"},"x":"`))
		for chunk := bytes.Repeat([]byte("x"), 1<<16); err == nil; {
			_, err = w.Write(chunk)
		}
	}}}
	got := gatherAll(t, s.scene(t, cart(), 0), threat.Finding{})
	gap, ok := got.Pod.Gap()
	if !ok || gap.Reason != threat.Failed || !strings.Contains(gap.Detail.Raw(), "longer than any object") {
		t.Errorf("gap = %q, %s, want %q", gap.Reason, gap.Detail, threat.Failed)
	}
}
