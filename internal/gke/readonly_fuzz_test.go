package gke_test

import (
	"net/http"
	"net/url"
	"path"
	"regexp"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/gke"
)

// judge says in another way than the guard what a request may be: by one
// expression over what a lenient server would make of the path.
func judge(method, wire string) bool {
	decoded, err := url.PathUnescape(wire)
	if err != nil {
		return false
	}
	const name = `[-a-zA-Z0-9._:]+`
	read := regexp.MustCompile(`^/(version|api(/` + name + `)?|apis(/` + name + `){0,2}` +
		`|api/v1/(namespaces/` + name + `/)?(pods|nodes|events|namespaces)(/` + name + `)?` +
		`|api/v1/namespaces/` + name + `/pods/` + name + `/log` +
		`|apis/apps/v1/(namespaces/` + name + `/)?(replicasets|deployments|statefulsets|daemonsets)(/` + name + `)?` +
		`|apis/batch/v1/(namespaces/` + name + `/)?(jobs|cronjobs)(/` + name + `)?` +
		`|apis/events\.k8s\.io/v1/(namespaces/` + name + `/)?events(/` + name + `)?)$`)
	review := regexp.MustCompile(`^/apis/authorization\.k8s\.io/v1/selfsubject(access|rules)reviews$`)
	switch clean := path.Clean(decoded); method {
	case http.MethodGet, http.MethodHead:
		return read.MatchString(decoded) && read.MatchString(clean)
	case http.MethodPost:
		return review.MatchString(decoded) && review.MatchString(clean)
	}
	return false
}

func FuzzReadOnly(f *testing.F) {
	for _, seed := range []string{
		"/version", "/api/v1/namespaces/shop/pods/cart", "/api/v1/namespaces/shop/pods/cart/exec", "/api/v1/namespaces/shop/pods/cart/log",
		"/api/v1/namespaces/shop/secrets/x", "/api/v1/nodes/n/proxy/x", "/apis/apps/v1/namespaces/shop/deployments/cart",
		"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "/api/v1/namespaces/a%2Fb/pods/..", "//api/v1", "/api/v1/namespaces/namespaces/namespaces",
	} {
		f.Add(http.MethodGet, seed)
		f.Add(http.MethodPost, seed)
	}
	base, err := url.Parse(server)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, target string) {
		address, err := url.Parse(server + target)
		if err != nil {
			return
		}
		wire := &recorder{}
		req := &http.Request{Method: method, URL: address, Header: http.Header{}}
		response, err := gke.ReadOnly(base)(wire).RoundTrip(req)
		if err == nil {
			_ = response.Body.Close()
		}
		if len(wire.sent) > 0 && !judge(method, address.EscapedPath()) {
			t.Fatalf("%s %s was sent", method, address.EscapedPath())
		}
	})
}
