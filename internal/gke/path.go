package gke

import (
	"net/http"
	"slices"
	"strings"
)

// request is a path of the Kubernetes API, taken apart as
// k8s.io/apiserver/pkg/endpoints/request does it. A path without a resource is
// one of discovery.
type request struct {
	group       string // "core" for what lies below /api
	version     string
	namespace   string
	resource    string
	name        string
	subresource string
}

// parsePath takes apart a path as it goes over the wire, without the slash in
// front. It refuses every spelling that another parser on the way could read in
// another way: escapes, empty and dot segments, and letters that no Kubernetes
// name needs.
func parsePath(wire string) (request, bool) {
	segments := strings.Split(wire, "/")
	if slices.ContainsFunc(segments, func(s string) bool { return !plainSegment(s) }) {
		return request{}, false
	}
	switch {
	case segments[0] == "version" && len(segments) == 1, segments[0] == "apis" && len(segments) < 3, wire == "api":
		return request{}, true
	case segments[0] == "api":
		return request{group: "core", version: segments[1]}.within(segments[2:])
	case segments[0] == "apis" && segments[1] != "core":
		return request{group: segments[1], version: segments[2]}.within(segments[3:])
	}
	return request{}, false
}

// within reads what follows the version. Below namespaces/NAME there is either a
// resource of that namespace or, in two cases, a subresource of the namespace
// itself; the latter end up with an unknown resource here, and are refused.
func (r request) within(segments []string) (request, bool) {
	if len(segments) > 2 && segments[0] == "namespaces" {
		r.namespace, segments = segments[1], segments[2:]
	}
	if len(segments) > 3 {
		return r, false
	}
	for i, field := range []*string{&r.resource, &r.name, &r.subresource} {
		if i < len(segments) {
			*field = segments[i]
		}
	}
	return r, true
}

// plainSegment allows the letters of Kubernetes names, and the colon of those of
// RBAC objects.
func plainSegment(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:"
	return s != "" && s != "." && s != ".." && strings.Trim(s, letters) == ""
}

// readable tells whether a GET of the request is reading and nothing else.
func (r request) readable() bool {
	switch {
	case r.resource == "":
		return true // discovery
	case r.subresource == "":
		return slices.Contains(readable()[r.group+"/"+r.version], r.resource)
	}
	return r.group == "core" && r.version == "v1" && r.namespace != "" && r.resource == "pods" && r.subresource == "log"
}

// readable is the table of what a look at a cluster may read. It names resources
// with their group, so that a custom resource of the same name stays outside,
// and has no Secrets.
func readable() map[string][]string {
	return map[string][]string{
		"core/v1":          {"pods", "nodes", "events", "namespaces"},
		"apps/v1":          {"replicasets", "deployments", "statefulsets", "daemonsets"},
		"batch/v1":         {"jobs", "cronjobs"},
		"events.k8s.io/v1": {"events"},
	}
}

// review tells whether the request asks what the caller may do. Such a review is
// a POST that stores nothing.
func (r request) review() bool {
	return r == request{group: "authorization.k8s.io", version: "v1", resource: "selfsubjectaccessreviews"} ||
		r == request{group: "authorization.k8s.io", version: "v1", resource: "selfsubjectrulesreviews"}
}

// Door is an opening in ReadOnly for one thing that changes something.
type Door struct{ to request }

// Exec opens the exec subresource of exactly one pod.
func Exec(namespace, pod string) Door {
	return Door{request{group: "core", version: "v1", namespace: namespace, resource: "pods", name: pod, subresource: "exec"}}
}

// opens tells whether the door lets a request through. Exec is a GET over
// WebSocket and a POST over SPDY.
func (d Door) opens(method string, asked request) bool {
	return asked == d.to && d.to.namespace != "" && d.to.name != "" && (method == http.MethodGet || method == http.MethodPost)
}
