package resolve_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/resolve"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

const (
	zonalName    = "//container.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/clusters/tills"
	regionalName = "//container.googleapis.com/projects/447100112233/locations/europe-west4/clusters/tills"
)

func text(s string) untrusted.Text { return untrusted.From(s) }

// about is a finding about a resource, with the id and number of its project.
func about(name string, change ...func(*threat.Finding)) threat.Finding {
	f := threat.Finding{Resource: threat.Resource{
		Name:        text(name),
		ProjectID:   text("retail-live-4471"),
		ProjectName: text("//cloudresourcemanager.googleapis.com/projects/447100112233"),
	}}
	for _, c := range change {
		c(&f)
	}
	return f
}

func withPod(namespace, name string, containers ...string) func(*threat.Finding) {
	return func(f *threat.Finding) {
		pod := threat.ClaimedPod{Namespace: text(namespace), Name: text(name)}
		for _, c := range containers {
			pod.Containers = append(pod.Containers, threat.ClaimedContainer{Name: text(c)})
		}
		f.Pods = append(f.Pods, pod)
	}
}

func withNode(name string) func(*threat.Finding) {
	return func(f *threat.Finding) { f.Nodes = append(f.Nodes, threat.ClaimedNode{Name: text(name)}) }
}

func withContainer(name, image string) func(*threat.Finding) {
	return func(f *threat.Finding) {
		f.Containers = append(f.Containers, threat.ClaimedContainer{Name: text(name), Image: text(image)})
	}
}

func tills(change ...func(*threat.Cluster)) threat.Cluster {
	c := threat.Cluster{
		Project: "retail-live-4471", Aliases: []string{"retail-live-4471", "447100112233"},
		Location: "europe-west4-b", LocationType: threat.Zonal, Name: "tills",
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

func inRegion(c *threat.Cluster) { c.Location, c.LocationType = "europe-west4", threat.Regional }
func unnamed(c *threat.Cluster)  { c.Location, c.LocationType, c.Name = "", "", "" }

func TestTargetGKE(t *testing.T) {
	record, again := withPod("a", "p", "x"), withPod("a", "p", "x")
	tests := map[string]struct {
		finding threat.Finding
		want    threat.Target
	}{
		"pod, container and node": {
			about(zonalName, withPod("checkout", "basket-1", "basket"), withNode("gke-tills-a-1"), withContainer("basket", "img")),
			threat.Pod{Cluster: tills(), Namespace: "checkout", Name: "basket-1", Container: "basket", Image: text("img"), Node: "gke-tills-a-1"},
		},
		"container named beside the pod only": {
			about(regionalName, withPod("checkout", "basket-1"), withContainer("basket", "img")),
			threat.Pod{Cluster: tills(inRegion), Namespace: "checkout", Name: "basket-1", Container: "basket", Image: text("img")},
		},
		"pod without a container": {
			about(zonalName, withPod("checkout", "basket-1")),
			threat.Pod{Cluster: tills(), Namespace: "checkout", Name: "basket-1"},
		},
		"zone behind locations": {
			about("//container.googleapis.com/projects/retail-live-4471/locations/europe-west4-b/clusters/tills"), tills(),
		},
		"accelerator zone": {
			about("//container.googleapis.com/projects/retail-live-4471/locations/us-central1-ai1a/clusters/tills"),
			tills(func(c *threat.Cluster) { c.Location = "us-central1-ai1a" }),
		},
		"one record per container, the named one is the target": {
			about(zonalName, record, withPod("a", "p", "y"), again, withPod("b", "q"), withContainer("y", "")),
			threat.Pod{
				Cluster: tills(), Namespace: "a", Name: "p", Container: "y",
				Others: []threat.PodName{{Namespace: "a", Name: "p", Container: "x"}, {Namespace: "b", Name: "q"}}, Choice: threat.NamesContainer,
			},
		},
		"several pods that nothing tells apart": {
			about(zonalName, withPod("a", "p", "y"), withPod("b", "q", "y"), withNode("n1"), withNode("n2")),
			threat.Pod{
				Cluster: tills(), Namespace: "a", Name: "p", Container: "y",
				Others: []threat.PodName{{Namespace: "b", Name: "q", Container: "y"}}, Choice: threat.First,
			},
		},
		"the same record twice": {
			about(zonalName, record, again),
			threat.Pod{Cluster: tills(), Namespace: "a", Name: "p", Container: "x"},
		},
		"one record with two containers": {
			about(zonalName, withPod("a", "p", "x", "y"), withContainer("y", "")),
			threat.Pod{Cluster: tills(), Namespace: "a", Name: "p", Container: "y", Others: []threat.PodName{{Namespace: "a", Name: "p", Container: "x"}}, Choice: threat.NamesContainer},
		},
		"pod in the resource's name": {
			about(zonalName + "/k8s/namespaces/checkout/pods/basket-1"),
			threat.Pod{Cluster: tills(), Namespace: "checkout", Name: "basket-1"},
		},
		"deeper object of the cluster": {about(zonalName + "/k8s/namespaces/checkout/secrets/card-key"), tills()},
		"node alone": {
			about(zonalName, withNode("gke-tills-a-1")), threat.Node{Cluster: tills(), Name: "gke-tills-a-1"},
		},
		"node by its full resource name": {
			about(zonalName, withNode("//compute.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/instances/gke-tills-a-1")),
			threat.Node{Cluster: tills(), Name: "gke-tills-a-1", Zone: "europe-west4-b"},
		},
		"project with the node in its details": {
			about("//cloudresourcemanager.googleapis.com/projects/447100112233", withNode("/projects/retail-live-4471/zones/europe-west4-b/instances/gke-tills-a-1")),
			threat.Node{Cluster: tills(unnamed), Name: "gke-tills-a-1", Zone: "europe-west4-b"},
		},
		"pod of a project": {
			about("//cloudresourcemanager.googleapis.com/projects/447100112233", withPod("checkout", "basket-1"), withNode("n1")),
			threat.Pod{Cluster: tills(unnamed), Namespace: "checkout", Name: "basket-1", Node: "n1"},
		},
		"VM that is a node": {
			about("//compute.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/instances/gk3-tills-1"),
			threat.Node{Cluster: tills(unnamed), Name: "gk3-tills-1", Zone: "europe-west4-b"},
		},
		"VM of its own": {
			about("//compute.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/instances/5289438569693667937"),
			threat.VM{Project: "retail-live-4471", Zone: "europe-west4-b", ID: "5289438569693667937"},
		},
		"VM that a finding about a project names": {
			about("//cloudresourcemanager.googleapis.com/projects/447100112233", withNode("/projects/retail-live-4471/zones/europe-west4-b/instances/build-1")),
			threat.VM{Project: "retail-live-4471", Zone: "europe-west4-b", Name: "build-1"},
		},
		"project": {about("//cloudresourcemanager.googleapis.com/projects/447100112233"), threat.Project{ID: "retail-live-4471"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { expect(t, tt.finding, tt.want) })
	}
}

func expect(t *testing.T, f threat.Finding, want threat.Target) {
	t.Helper()
	got, err := resolve.Target(f)
	if err != nil {
		t.Fatalf("Target(): %v", err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(untrusted.Text{})); diff != "" {
		t.Errorf("Target() mismatch (-want +got):\n%s", diff)
	}
}

func TestTargetProject(t *testing.T) {
	const host = "//container.googleapis.com/projects/"
	tests := map[string]struct {
		inName, display, number string
		want                    string
		aliases                 []string
	}{
		"id in the name wins":      {"retail-live-4471", "other-project", "447100112233", "retail-live-4471", []string{"retail-live-4471", "other-project", "447100112233"}},
		"id before number":         {"447100112233", "retail-live-4471", "447100112233", "retail-live-4471", []string{"retail-live-4471", "447100112233"}},
		"number alone":             {"447100112233", "", "", "447100112233", []string{"447100112233"}},
		"display name that is one": {"447100112233", "Retail (live)", "", "447100112233", []string{"447100112233"}},
		"domain in front":          {"example.com:acme", "", "", "example.com:acme", []string{"example.com:acme"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := about(host + tt.inName + "/zones/europe-west4-b/clusters/tills")
			f.Resource.ProjectID = text(tt.display)
			f.Resource.ProjectName = text("")
			if tt.number != "" {
				f.Resource.ProjectName = text("//cloudresourcemanager.googleapis.com/projects/" + tt.number)
			}
			expect(t, f, tills(func(c *threat.Cluster) { c.Project, c.Aliases = tt.want, tt.aliases }))
		})
	}
}

func TestTargetCloudRun(t *testing.T) {
	const v2 = "//run.googleapis.com/projects/retail-live-4471/locations/europe-west4/"
	run := threat.CloudRun{Project: "retail-live-4471", Location: "europe-west4"}
	with := func(change func(*threat.CloudRun)) threat.CloudRun {
		r := run
		change(&r)
		return r
	}
	service := with(func(r *threat.CloudRun) { r.Kind, r.Name = threat.Service, "receipts" })
	revision := with(func(r *threat.CloudRun) {
		r.Kind, r.Name, r.Revision = threat.Revision, "receipts", "receipts-00007-wer"
	})
	located := func(f *threat.Finding) { f.Resource.Location = text("europe-west4") }
	tests := map[string]struct {
		finding threat.Finding
		want    threat.CloudRun
	}{
		"service":  {about(v2 + "services/receipts"), service},
		"revision": {about(v2 + "services/receipts/revisions/receipts-00007-wer"), revision},
		"job":      {about(v2 + "jobs/nightly"), with(func(r *threat.CloudRun) { r.Kind, r.Name = threat.Job, "nightly" })},
		"execution with a task": {
			about(v2 + "jobs/nightly/executions/nightly-x7k2p/tasks/nightly-x7k2p-task0"),
			with(func(r *threat.CloudRun) { r.Kind, r.Name, r.Execution = threat.Execution, "nightly", "nightly-x7k2p" }),
		},
		"worker pool":     {about(v2 + "workerPools/queue"), with(func(r *threat.CloudRun) { r.Kind, r.Name = threat.WorkerPool, "queue" })},
		"Knative service": {about("//run.googleapis.com/apis/serving.knative.dev/v1/namespaces/retail-live-4471/services/receipts", located), service},
		"Knative service in a regional host": {
			about("//europe-west4-run.googleapis.com/apis/serving.knative.dev/v1/namespaces/447100112233/services/receipts"), service,
		},
		"Knative revision": {
			about("//run.googleapis.com/namespaces/retail-live-4471/revisions/receipts-00007-wer", located),
			with(func(r *threat.CloudRun) { r.Kind, r.Revision = threat.Revision, "receipts-00007-wer" }),
		},
		"container": {
			about(v2+"services/receipts", withContainer("receipts-1", "img")),
			with(func(r *threat.CloudRun) {
				r.Kind, r.Name, r.Container, r.Image = threat.Service, "receipts", "receipts-1", text("img")
			}),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { expect(t, tt.finding, tt.want) })
	}
}

func TestTargetNone(t *testing.T) {
	for name, f := range map[string]threat.Finding{
		"empty":        {},
		"organization": {Resource: threat.Resource{Name: text("//cloudresourcemanager.googleapis.com/organizations/901")}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := resolve.Target(f); got != nil || !errors.Is(err, resolve.ErrNoTarget) {
				t.Errorf("Target() = %v, %v, want nothing and ErrNoTarget", got, err)
			}
		})
	}
}
