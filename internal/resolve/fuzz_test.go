package resolve_test

import (
	"regexp"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-threat/kubectl-threat/internal/resolve"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// FuzzTarget checks that no name of a target could be anything but a name, and
// that the error stays on one line.
func FuzzTarget(f *testing.F) {
	f.Add(zonalName, "retail-live-4471", "checkout", "basket-1", "basket", "gke-tills-a-1")
	f.Add(regionalName, "example.com:acme", "../..", "-oops; rm -rf /", `"`, "//compute.googleapis.com/projects/x/zones/y/instances/gke-1")
	f.Add("//run.googleapis.com/projects/p1/locations/us-east1/services/s/revisions/r", "", "", "", "c", "")
	f.Add("//us-east1-run.googleapis.com/apis/x/v1/namespaces/p1/jobs/j/executions/e", "", "\x00", "\n", "\u202e", "gke-\xff")
	f.Fuzz(func(t *testing.T, resource, project, namespace, pod, container, node string) {
		target, err := resolve.Target(about(resource, func(f *threat.Finding) {
			f.Resource.ProjectID = untrusted.From(project)
			f.Resource.Location = untrusted.From(project)
		}, withPod(namespace, pod, container), withPod(pod, namespace, node), withNode(node)))
		if err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			t.Fatalf("the error is not one plain line: %q", err.Error())
		}
		if target == nil && err == nil {
			t.Fatal("neither a target nor an error")
		}
		check(t, target)
	})
}

func check(t *testing.T, target threat.Target) {
	t.Helper()
	switch target := target.(type) {
	case threat.Pod:
		checkCluster(t, target.Cluster)
		must(t, "node", target.Node, subdomain)
		must(t, "container", target.Container, label)
		for _, p := range append(target.Others, threat.PodName{Namespace: target.Namespace, Name: target.Name}) {
			if p.Namespace == "" || p.Name == "" {
				t.Errorf("pod %q/%q is half a name", p.Namespace, p.Name)
			}
			must(t, "namespace", p.Namespace, label)
			must(t, "pod", p.Name, subdomain)
			must(t, "container", p.Container, label)
		}
	case threat.Node:
		checkCluster(t, target.Cluster)
		must(t, "node", target.Name, subdomain)
	case threat.Cluster:
		checkCluster(t, target)
	case threat.CloudRun:
		must(t, "project", target.Project, projects)
		must(t, "location", target.Location, plain)
		for _, s := range []string{target.Name, target.Revision, target.Execution, target.Container} {
			must(t, "name", s, label)
		}
	case threat.Project:
		must(t, "project", target.ID, projects)
	}
}

func checkCluster(t *testing.T, c threat.Cluster) {
	t.Helper()
	must(t, "project", c.Project, projects)
	for _, alias := range c.Aliases {
		must(t, "alias", alias, projects)
	}
	must(t, "location", c.Location, plain)
	must(t, "cluster", c.Name, label)
}

func must(t *testing.T, field, value string, valid func(string) bool) {
	t.Helper()
	if value != "" && !valid(value) {
		t.Errorf("%s is %q", field, value)
	}
}

func label(s string) bool     { return len(validation.IsDNS1123Label(s)) == 0 }
func subdomain(s string) bool { return len(validation.IsDNS1123Subdomain(s)) == 0 }
func plain(s string) bool     { return regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(s) && s[0] != '-' }
func projects(s string) bool {
	return regexp.MustCompile(`^[a-z0-9][a-z0-9.:-]*$`).MatchString(s) && !strings.HasSuffix(s, "-")
}
