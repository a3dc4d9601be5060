package gke_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/gke"
)

const server = "https://34.90.1.2"

// recorder is a transport that sends nothing and remembers what it should have.
type recorder struct{ sent []*http.Request }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.sent = append(r.sent, req)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
}

// send gives a request to the guard in front of a recorder.
func send(t *testing.T, base string, req *http.Request, doors ...gke.Door) (sent bool, err error) {
	t.Helper()
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	wire := &recorder{}
	response, err := gke.ReadOnly(address, doors...)(wire).RoundTrip(req)
	if err == nil {
		_ = response.Body.Close()
	}
	return len(wire.sent) > 0, err
}

func newRequest(t *testing.T, method, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestReadOnlyLetsReadingThrough(t *testing.T) {
	for _, line := range []string{
		"GET /version",
		"GET /api",
		"GET /api/v1",
		"GET /apis",
		"GET /apis/apps",
		"GET /apis/apps/v1",
		"GET /api/v1/namespaces/shop/pods/cart-5f7d",
		"HEAD /api/v1/namespaces/shop/pods/cart-5f7d",
		"GET /api/v1/namespaces/shop/pods/cart-5f7d?timeout=10s",
		"GET /api/v1/namespaces/shop/pods/cart-5f7d/log?container=app&follow=true",
		"GET /api/v1/namespaces/shop/pods?labelSelector=app%3Dcart&limit=500",
		"GET /api/v1/namespaces/shop/pods?watch=true&fieldSelector=metadata.name%3Dcart",
		"GET /api/v1/namespaces/shop/events?fieldSelector=involvedObject.name%3Dcart",
		"GET /api/v1/namespaces/shop",
		"GET /api/v1/nodes/gke-tills-pool-1-abcd",
		"GET /api/v1/pods?limit=500",
		"GET /apis/apps/v1/namespaces/shop/replicasets/cart-5f7d",
		"GET /apis/apps/v1/namespaces/shop/deployments/cart",
		"GET /apis/apps/v1/namespaces/shop/statefulsets/db",
		"GET /apis/apps/v1/namespaces/shop/daemonsets/agent",
		"GET /apis/batch/v1/namespaces/shop/jobs/nightly-1",
		"GET /apis/batch/v1/namespaces/shop/cronjobs/nightly",
		"GET /apis/events.k8s.io/v1/namespaces/shop/events",
		"POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
		"POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
		// A namespace, a pod and a node may be called like a verb.
		"GET /api/v1/namespaces/exec/pods/exec",
		"GET /api/v1/namespaces/proxy/pods/attach/log",
		"GET /api/v1/nodes/proxy",
	} {
		t.Run(line, func(t *testing.T) {
			method, target, _ := strings.Cut(line, " ")
			if sent, err := send(t, server, newRequest(t, method, server+target)); err != nil || !sent {
				t.Errorf("sent = %v, %v, want it sent", sent, err)
			}
		})
	}
}

func TestReadOnlyRefuses(t *testing.T) {
	for _, line := range []string{
		// Other verbs.
		"DELETE /api/v1/namespaces/shop/pods/cart",
		"PUT /api/v1/namespaces/shop/pods/cart",
		"PATCH /api/v1/namespaces/shop/pods/cart",
		"POST /api/v1/namespaces/shop/pods",
		"POST /api/v1/namespaces/shop/pods?dryRun=All",
		"OPTIONS /api/v1/namespaces/shop/pods",
		"CONNECT /api/v1/namespaces/shop/pods/cart/proxy",
		"TRACE /api/v1/namespaces/shop/pods",
		"get /api/v1/namespaces/shop/pods/cart",
		"POST /version",
		"POST /apis",
		// Subresources that act, whatever the verb.
		"GET /api/v1/namespaces/shop/pods/cart/exec?command=sh",
		"POST /api/v1/namespaces/shop/pods/cart/exec?command=sh",
		"GET /api/v1/namespaces/shop/pods/cart/attach",
		"POST /api/v1/namespaces/shop/pods/cart/attach",
		"GET /api/v1/namespaces/shop/pods/cart/portforward",
		"GET /api/v1/namespaces/shop/pods/cart/proxy",
		"GET /api/v1/namespaces/shop/pods/cart/proxy/admin",
		"GET /api/v1/namespaces/shop/pods/cart:8080/proxy/admin",
		"GET /api/v1/namespaces/shop/services/cart/proxy/",
		"GET /api/v1/namespaces/shop/services/cart/log",
		"GET /api/v1/nodes/node-1/proxy/run/shop/cart/app?cmd=id",
		"GET /api/v1/nodes/node-1/proxy",
		"PATCH /api/v1/namespaces/shop/pods/cart/ephemeralcontainers",
		"GET /api/v1/namespaces/shop/pods/cart/ephemeralcontainers",
		"POST /api/v1/namespaces/shop/pods/cart/eviction",
		"POST /api/v1/namespaces/shop/serviceaccounts/default/token",
		"GET /api/v1/proxy/namespaces/shop/pods/cart/admin",
		"GET /api/v1/watch/namespaces/shop/pods",
		"GET /api/v1/redirect/nodes/node-1",
		"PUT /api/v1/namespaces/shop/finalize",
		"GET /api/v1/namespaces/shop/status",
		// Spellings that another parser could read in another way.
		"GET /api/v1/namespaces/shop/pods/cart%2Fexec",
		"GET /api/v1/namespaces/shop/pods/cart%2fexec?command=sh",
		"GET /api/v1/namespaces/shop/pods/cart/%65xec",
		"GET /api/v1/namespaces/shop/pods/cart%252Fexec",
		"GET /api/v1/namespaces/shop/pods/cart%00",
		"GET /api/v1/namespaces/shop/pods/cart%3Fx",
		"GET /api/v1/namespaces/shop/pods/cart;exec",
		"GET /api/v1/namespaces/shop/pods/cart\\exec",
		"GET //api/v1/namespaces/shop/pods/cart",
		"GET /api//v1/namespaces/shop/pods/cart",
		"GET /api/v1/namespaces/shop/pods//cart/exec",
		"GET /api/v1/namespaces/shop/pods/cart/",
		"GET /api/v1/namespaces/shop/pods/cart/log/",
		"GET /api/v1/namespaces/shop/pods/x/../cart/exec",
		"GET /api/v1/namespaces/shop/pods/./cart",
		"GET /api/v1/namespaces/shop/pods/.",
		"GET /api/v1/namespaces/shop/pods/..",
		"GET /api/v1/namespaces/../nodes/node-1/proxy",
		"GET /api/v1/namespaces/shop/pods/%2e%2e/cart",
		"GET /api/../apis/apps/v1",
		// Look-alikes of groups, resources and reviews.
		"GET /apis/core/v1/namespaces/shop/pods/cart",
		"GET /apis/evil.example.com/v1/namespaces/shop/pods/cart",
		"GET /apis/evil.example.com/v1/namespaces/shop/pods/cart/log",
		"GET /apis/evil.example.com/v1/namespaces/shop/exec/cart",
		"GET /apis/evil.example.com/v1/namespaces/shop/secrets/cart",
		"GET /apis/apps.evil.example.com/v1/namespaces/shop/deployments/cart",
		"GET /apis/apps/v1/namespaces/shop/deployments/cart/exec",
		"GET /apis/apps/v1/namespaces/shop/deployments/cart/log",
		"GET /apis/apps/v2/namespaces/shop/deployments/cart",
		"GET /api/v2/namespaces/shop/pods/cart",
		"GET /apis/subresources.kubevirt.io/v1/namespaces/shop/virtualmachineinstances/vm/vnc",
		"GET /apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/cart",
		"POST /apis/authorization.k8s.io/v1/subjectaccessreviews",
		"POST /apis/authorization.k8s.io/v1/namespaces/shop/localsubjectaccessreviews",
		"POST /apis/authorization.k8s.io/v1/namespaces/shop/selfsubjectaccessreviews",
		"POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x",
		"POST /apis/authorization.evil.io/v1/selfsubjectaccessreviews",
		"POST /api/v1/selfsubjectaccessreviews",
		"GET /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
		"POST /apis/authentication.k8s.io/v1/tokenreviews",
		// What the tool has no need of.
		"GET /api/v1/namespaces/shop/secrets/token",
		"GET /api/v1/namespaces/shop/secrets",
		"GET /api/v1/secrets",
		"HEAD /api/v1/namespaces/kube-system/secrets/token",
		"GET /api/v1/namespaces/shop/configmaps/settings",
		"GET /api/v1/pods/cart/log",
		"GET /logs/kube-apiserver.log",
		"GET /debug/pprof/profile",
		"GET /metrics",
		"GET /swagger.json",
		"GET /",
	} {
		t.Run(line, func(t *testing.T) {
			method, target, _ := strings.Cut(line, " ")
			sent, err := send(t, server, newRequest(t, method, server+target))
			var refused *gke.RefusedError
			if sent || !errors.As(err, &refused) || refused.Method != method {
				t.Errorf("sent = %v, %v, want a *RefusedError and nothing sent", sent, err)
			}
		})
	}
}

func TestReadOnlyRefusesOddRequests(t *testing.T) {
	const fine = server + "/api/v1/namespaces/shop/pods/cart"
	tests := map[string]func(*http.Request){
		"another host":               func(r *http.Request) { r.URL.Host = "10.0.0.1" },
		"another port":               func(r *http.Request) { r.URL.Host += ":6443" },
		"no encryption":              func(r *http.Request) { r.URL.Scheme = "http" },
		"another host in the header": func(r *http.Request) { r.Host = "metadata.google.internal" },
		"an opaque address":          func(r *http.Request) { r.URL.Opaque = "//34.90.1.2/api/v1/namespaces/shop/pods/cart/exec" },
		"a user in the address":      func(r *http.Request) { r.URL.User = url.User("admin") },
		"a raw path beside the path": func(r *http.Request) { r.URL.RawPath = "/api/v1/namespaces/shop/pods%2Fcart" },
		"a verb in a header":         func(r *http.Request) { r.Header.Set("X-HTTP-Method-Override", "DELETE") },
		"a verb in an odd header":    func(r *http.Request) { r.Header["x-http-method"] = []string{"DELETE"} },
		"no method":                  func(r *http.Request) { r.Method = "" },
	}
	if sent, err := send(t, server, newRequest(t, http.MethodGet, fine)); !sent {
		t.Fatalf("the request is refused as it is: %v", err)
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			req := newRequest(t, http.MethodGet, fine)
			change(req)
			if sent, err := send(t, server, req); sent || err == nil {
				t.Errorf("sent = %v, %v, want it refused", sent, err)
			}
		})
	}
}

func TestReadOnlyBelowAPath(t *testing.T) {
	const base = "https://rancher.example.com/k8s/clusters/c-1"
	tests := map[string]bool{
		"https://rancher.example.com/k8s/clusters/c-1/api/v1/nodes/n":                                 true,
		"https://rancher.example.com/k8s/clusters/c-1/api/v1/namespaces/a/pods/b/exec":                false,
		"https://rancher.example.com/k8s/clusters/c-2/api/v1/nodes/n":                                 false,
		"https://rancher.example.com/k8s/clusters/c-10/api/v1/nodes/n":                                false,
		"https://rancher.example.com/api/v1/nodes/n":                                                  false,
		"https://rancher.example.com/k8s/clusters/c-1/../c-2/api/v1/nodes/n":                          false,
		"https://rancher.example.com/k8s/clusters/c-1":                                                false,
		"https://rancher.example.com/k8s/clusters/c-1/k8s/clusters/c-1/api/v1/namespaces/a/secrets/b": false,
	}
	for address, want := range tests {
		t.Run(address, func(t *testing.T) {
			if sent, err := send(t, base, newRequest(t, http.MethodGet, address)); sent != want {
				t.Errorf("sent = %v, %v, want %v", sent, err, want)
			}
		})
	}
}

func TestDoorOpensExecOfOnePod(t *testing.T) {
	tests := map[string]bool{
		"GET /api/v1/namespaces/shop/pods/cart/exec?container=app&command=sh": true,
		"POST /api/v1/namespaces/shop/pods/cart/exec?command=sh":              true,
		"GET /api/v1/namespaces/shop/pods/cart":                               true, // read as ever
		"PUT /api/v1/namespaces/shop/pods/cart/exec":                          false,
		"DELETE /api/v1/namespaces/shop/pods/cart/exec":                       false,
		"GET /api/v1/namespaces/shop/pods/cart2/exec":                         false,
		"GET /api/v1/namespaces/shop2/pods/cart/exec":                         false,
		"GET /api/v1/namespaces/shop/pods/exec/cart":                          false,
		"GET /api/v1/namespaces/shop/pods/cart/attach":                        false,
		"GET /api/v1/namespaces/shop/pods/cart/exec/":                         false,
		"GET /api/v1/namespaces/shop/pods/cart/exec/x":                        false,
		"GET /api/v1/namespaces/shop/pods/other%2F..%2Fcart/exec":             false,
		"GET /api/v1/pods/cart/exec":                                          false,
		"GET /apis/evil.example.com/v1/namespaces/shop/pods/cart/exec":        false,
		"POST /apis/core/v1/namespaces/shop/pods/cart/exec":                   false,
		"DELETE /api/v1/namespaces/shop/pods/cart":                            false,
	}
	for line, want := range tests {
		t.Run(line, func(t *testing.T) {
			method, target, _ := strings.Cut(line, " ")
			if sent, err := send(t, server, newRequest(t, method, server+target), gke.Exec("shop", "cart")); sent != want {
				t.Errorf("sent = %v, %v, want %v", sent, err, want)
			}
		})
	}
}

func TestDoorWithoutNamesOpensNothing(t *testing.T) {
	for _, door := range []gke.Door{{}, gke.Exec("", ""), gke.Exec("shop", ""), gke.Exec("", "cart")} {
		for _, target := range []string{"/api/v1/namespaces/shop/pods", "/api/v1/pods", "/version", "/api/v1/pods/cart/exec"} {
			if sent, _ := send(t, server, newRequest(t, http.MethodPost, server+target), door); sent {
				t.Errorf("POST %s was sent", target)
			}
		}
	}
}

type closer struct {
	io.Reader
	closed bool
}

func (c *closer) Close() error {
	c.closed = true
	return nil
}

func TestRefusedBodyIsClosed(t *testing.T) {
	body := &closer{Reader: strings.NewReader("{}")}
	req := newRequest(t, http.MethodPost, server+"/api/v1/namespaces/shop/pods")
	req.Body = body
	if sent, _ := send(t, server, req); sent || !body.closed {
		t.Errorf("sent = %v, closed = %v, want it refused and closed", sent, body.closed)
	}
}
