package report_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func text(s string) untrusted.Text { return untrusted.From(s) }

func zonal() threat.Pod {
	return threat.Pod{
		Cluster:   threat.Cluster{Project: "retail-live-4471", Location: "europe-west4-b", LocationType: threat.Zonal, Name: "tills"},
		Namespace: "checkout", Name: "basket-0", Container: "basket",
	}
}

func build(f threat.Finding, t threat.Target, e threat.Evidence) report.Report {
	return report.Build(report.Input{
		Finding: f, Target: t, Evidence: e, Assessment: assess.Evidence(f, e), Source: "finding.json",
		Now: time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC),
	})
}

func TestCommands(t *testing.T) {
	regional := zonal()
	regional.Cluster.Location, regional.Cluster.LocationType = "europe-west4", threat.Regional
	access := threat.Evidence{Access: threat.Answer(threat.ClusterAccess{Context: "my context", Proof: threat.ByUser})}
	tests := map[string]struct {
		target threat.Target
		seen   threat.Evidence
		want   report.Commands
	}{
		"zonal": {zonal(), threat.Evidence{}, report.Commands{
			GetCredentials: "gcloud container clusters get-credentials tills --zone europe-west4-b --project retail-live-4471",
			Shell:          "kubectl exec --context=gke_retail-live-4471_europe-west4-b_tills --namespace=checkout -ti basket-0 -c basket -- /bin/sh",
			PS:             "kubectl exec --context=gke_retail-live-4471_europe-west4-b_tills --namespace=checkout basket-0 -c basket -- ps axjf",
		}},
		"regional, by another context": {regional, access, report.Commands{
			GetCredentials: "gcloud container clusters get-credentials tills --region europe-west4 --project retail-live-4471",
			Shell:          "kubectl exec '--context=my context' --namespace=checkout -ti basket-0 -c basket -- /bin/sh",
			PS:             "kubectl exec '--context=my context' --namespace=checkout basket-0 -c basket -- ps axjf",
		}},
		"revision": {threat.CloudRun{Project: "p-1", Location: "europe-west4", Kind: threat.Revision, Name: "shop", Revision: "shop-7"}, threat.Evidence{}, report.Commands{
			Describe: "gcloud run revisions describe shop-7 --region europe-west4 --project p-1",
		}},
		"execution": {threat.CloudRun{Project: "p-1", Location: "europe-west4", Kind: threat.Execution, Name: "bill", Execution: "bill-x"}, threat.Evidence{}, report.Commands{
			Describe: "gcloud run jobs executions describe bill-x --region europe-west4 --project p-1",
		}},
		"node": {threat.Node{Cluster: regional.Cluster, Name: "n"}, threat.Evidence{}, report.Commands{
			GetCredentials: "gcloud container clusters get-credentials tills --region europe-west4 --project retail-live-4471",
		}},
		"project": {threat.Project{ID: "p-1"}, threat.Evidence{}, report.Commands{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := build(threat.Finding{}, tt.target, tt.seen).Commands
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
			for _, command := range []string{got.GetCredentials, got.Shell, got.PS, got.Describe} {
				if out, err := exec.Command("sh", "-n", "-c", command).CombinedOutput(); err != nil {
					t.Errorf("sh does not parse %s: %s", command, out)
				}
			}
		})
	}
}

func TestLogQueries(t *testing.T) {
	node := threat.Evidence{Node: threat.Answer(threat.NodeState{InstanceID: text("1234567890123456789")})}
	caller := threat.Finding{Access: threat.Access{Principal: text(`dev@example.com" OR "x`)}}
	got := build(caller, zonal(), node).LogQueries
	want := report.LogQueries{
		Pod: `resource.type="k8s_container"
resource.labels.project_id="retail-live-4471"
resource.labels.location="europe-west4-b"
resource.labels.cluster_name="tills"
resource.labels.namespace_name="checkout"
resource.labels.pod_name="basket-0"`,
		Node: `resource.type="gce_instance"
resource.labels.instance_id="1234567890123456789"`,
		Audit: `logName="projects/retail-live-4471/logs/cloudaudit.googleapis.com%2Factivity"
resource.type="k8s_cluster"
resource.labels.project_id="retail-live-4471"
resource.labels.location="europe-west4-b"
resource.labels.cluster_name="tills"
"basket-0"`,
		Principal: `resource.labels.cluster_name="tills"
protoPayload.authenticationInfo.principalEmail="dev@example.com\" OR \"x"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("queries (-want +got):\n%s", diff)
	}
}

// TestLinksStayOnKnownHosts gives every field of a finding that a link is made
// from a value that tries to lead elsewhere.
func TestLinksStayOnKnownHosts(t *testing.T) {
	evil := text("@evil.example/../../?x=1#y\x1b]8;;\n\u202e")
	f := threat.Finding{
		Name: evil, Category: evil, EventTime: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		Access:     threat.Access{Principal: evil},
		Indicators: threat.Indicators{IPs: []untrusted.Text{evil, text("203.0.113.9"), text("10.0.0.1")}, Domains: []untrusted.Text{evil}, URIs: []untrusted.Text{evil}},
		Processes: []threat.ClaimedProcess{
			{Binary: threat.File{SHA256: evil}},
			{Binary: threat.File{SHA256: text(strings.Repeat("AB", 32))}},
			{Binary: threat.File{SHA256: text(strings.Repeat("cd", 32)), Partial: true}},
			{Script: threat.File{SHA256: text(strings.Repeat("ef", 32))}},
		},
		Connections: []threat.Connection{{DestinationIP: evil}},
		Attack:      threat.ClaimedAttack{Techniques: []untrusted.Text{evil, text("UNIX_SHELL")}},
	}
	links := build(f, zonal(), threat.Evidence{}).Links
	hosts := map[string]bool{"console.cloud.google.com": true, "www.virustotal.com": true, "attack.mitre.org": true, "cloud.google.com": true}
	files := 0
	for _, link := range links {
		page, err := url.Parse(link.URL)
		if err != nil || page.Scheme != "https" || !hosts[page.Host] || page.User != nil {
			t.Errorf("%s leads to %q (%v)", link.Title, link.URL, err)
		}
		if strings.ContainsFunc(link.URL+link.Title, func(r rune) bool { return r <= ' ' && r != ' ' || r > '~' }) {
			t.Errorf("%q %q holds more than plain signs", link.Title, link.URL)
		}
		if strings.Contains(link.URL, "10.0.0.1") {
			t.Error("a private address is no question for VirusTotal")
		}
		if strings.Contains(link.URL, "/gui/file/") {
			files++
		}
	}
	if files != 1 {
		t.Errorf("%d links to files, want 1: not of a partial hash, not of a script's", files)
	}
}

func TestGapsAreSaidOnce(t *testing.T) {
	denied := threat.Evidence{
		Access: threat.Answer(threat.ClusterAccess{Context: "c"}),
		Pod:    threat.Missing[threat.PodState](threat.Gone, "pod"), Node: threat.Missing[threat.NodeState](threat.Gone, "pod"),
		Owners: threat.Missing[threat.Owners](threat.Gone, "pod"),
	}
	var codes []string
	for _, gap := range build(threat.Finding{}, zonal(), denied).Gaps {
		codes = append(codes, gap.Code)
	}
	if want := "pod-gone logs-not-supported"; strings.Join(codes, " ") != want {
		t.Errorf("gaps are %v, want %s", codes, want)
	}
}

// TestEveryReasonHasWords reads the codes from their declarations, so that a new
// one can't be forgotten here.
func TestEveryReasonHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../threat/assessment.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || fmt.Sprint(spec.Type) != "ReasonCode" {
			return true
		}
		codes++
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			t.Fatalf("%v has no literal", spec.Names)
		}
		code, _ := strconv.Unquote(literal.Value)
		reason := threat.Reason{Code: threat.ReasonCode(code), Args: untrusted.All([]string{"1", "2", "3"})}
		words := report.Phrase(reason).Raw()
		if strings.HasPrefix(words, code) || strings.Contains(words, "%!") && !strings.Contains(words, "%!(EXTRA") {
			t.Errorf("%s: %q", code, words)
		}
		return true
	})
	if codes < 25 {
		t.Errorf("only %d codes found", codes)
	}
}

func TestVerdictsAreSentences(t *testing.T) {
	f := threat.Finding{Processes: []threat.ClaimedProcess{{Binary: threat.File{Path: text("/bin/bash")}, Args: untrusted.All([]string{"bash", "-i"})}}}
	live := threat.Process{PID: 9, Executable: text("/bin/bash"), Args: untrusted.All([]string{"bash", "-i"})}
	flaws := []threat.Flaw{{Code: threat.FlawHidden, Args: untrusted.All([]string{"7"})}, {Code: threat.FlawCut}}
	for want, e := range map[string]threat.Evidence{
		"/bin/bash (pid 9) is alive, known by executable and arguments":                                                     {Look: threat.Answer(threat.Look{Processes: []threat.Process{live}})},
		"it can't be told: the container's tools hide processes that exist (pid 7)":                                         {Look: threat.Answer(threat.Look{Flaws: flaws})},
		"it can't be told: the look inside the container brought nothing: " + "the container has no tool for it (no shell)": {Look: threat.Missing[threat.Look](threat.NoTools, "no shell")},
		"nobody looked inside the container; kubectl threat inspect finding.json --live does":                               {},
	} {
		if got := build(f, zonal(), e).Verdict.Summary.Raw(); got != want {
			t.Errorf("summary is %q, want %q", got, want)
		}
	}
}
