package render_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"go.yaml.in/yaml/v3"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

var event = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func text(s string) untrusted.Text { return untrusted.From(s) }

func texts(list ...string) []untrusted.Text { return untrusted.All(list) }

// attacked is a report on a reverse shell that is still there.
func attacked(change ...func(*report.Input)) report.Report {
	root := int64(0)
	bash := strings.Repeat("9f86d081", 8)
	in := report.Input{
		Source: "finding.json", Now: event.Add(12 * time.Minute),
		Finding: threat.Finding{
			Name:     text("organizations/901/sources/22/locations/global/findings/aa11bb22cc33dd44ee55ff6677889900"),
			Category: text("Reverse Shell"), Severity: text("CRITICAL"), State: text("ACTIVE"), Mute: text("UNMUTED"),
			Class: text("THREAT"), EventTime: event, Detector: text("Container Threat Detection"), Dialect: "v2 ListFindings result",
			Description: text("A process was started with its streams redirected to a remote socket."),
			Processes: []threat.ClaimedProcess{
				{PID: 17, ParentPID: 1, User: &root, Binary: threat.File{Path: text("/usr/bin/node")}, Args: texts("node", "server.js")},
				{
					PID: 4312, ParentPID: 17, User: &root, Args: texts("bash", "-i"),
					Binary: threat.File{Path: text("/bin/bash"), Size: 1265648, SHA256: text(bash)},
					Env: []threat.EnvVariable{
						{Name: text("HOME"), Value: text("/root")}, {Name: text("DB_PASSWORD"), Value: text("hunter2-hunter2")},
					},
				},
			},
			Connections: []threat.Connection{{SourceIP: text("10.88.0.28"), SourcePort: 51866, DestinationIP: text("203.0.113.77"), DestinationPort: 4444, Protocol: text("TCP")}},
			Attack:      threat.ClaimedAttack{Tactic: text("EXECUTION"), Techniques: texts("COMMAND_AND_SCRIPTING_INTERPRETER", "UNIX_SHELL")},
			Resource:    threat.Resource{Name: text("//container.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/clusters/tills")},
		},
		Target: threat.Pod{
			Cluster:   threat.Cluster{Project: "retail-live-4471", Location: "europe-west4-b", LocationType: threat.Zonal, Name: "tills"},
			Namespace: "checkout", Name: "basket-6d9f7c9b8-x2x4q", Container: "basket",
		},
		Evidence: evidence(bash),
	}
	for _, c := range change {
		c(&in)
	}
	in.Assessment = assess.Evidence(in.Finding, in.Evidence)
	return report.Build(in)
}

func evidence(bash string) threat.Evidence {
	root := int64(0)
	start := event.Add(-72 * time.Hour)
	remote := threat.Socket{
		Inode: 77, Protocol: "tcp", State: "ESTABLISHED", SourceIP: "10.88.0.28", SourcePort: 51866,
		DestinationIP: "203.0.113.77", DestinationPort: 4444, FDs: []int{0, 1, 2},
	}
	return threat.Evidence{
		Access: threat.Answer(threat.ClusterAccess{Context: "gke_retail-live-4471_europe-west4-b_tills", Server: "https://192.0.2.1", Proof: threat.ByName}),
		Pod: threat.Answer(threat.PodState{
			Phase: text("Running"), Created: start, Node: text("gke-tills-pool-a-1f2e3d4c-9zzz"), ServiceAccount: text("default"),
			Container: threat.ContainerState{Name: text("basket"), State: threat.Running, Started: start, Image: text("registry.example/basket:7"), ImageID: text("sha256:abab")},
		}),
		Owners: threat.Answer(threat.Owners{Chain: []threat.Owner{{Kind: text("ReplicaSet"), Name: text("basket-6d9f7c9b8")}, {Kind: text("Deployment"), Name: text("basket")}}}),
		Node: threat.Answer(threat.NodeState{
			Name: text("gke-tills-pool-a-1f2e3d4c-9zzz"), InstanceID: text("1234567890123456789"), NodePool: text("pool-a"),
			Zone: text("europe-west4-b"), Kubelet: text("v1.34.4"), OS: text("Container-Optimized OS"),
		}),
		Look: threat.Answer(threat.Look{
			Rung: threat.Exec, Trust: threat.TrustContainer, Own: 2,
			Processes: []threat.Process{
				{PID: 1, User: &root, Executable: text("/usr/bin/node"), Args: texts("node", "server.js"), Started: start},
				{
					PID: 30, ParentPID: 1, PGID: 30, SID: 30, User: &root, Executable: text("/usr/bin/bash"), Args: texts("bash", "-i"), Started: event,
					WorkingDir: text("/srv"), Sockets: []threat.Socket{remote}, State: "S",
				},
				{PID: 39, ParentPID: 30, PGID: 39, SID: 30, User: &root, Executable: text("/tmp/.kworker"), Deleted: true, Args: texts("/tmp/.kworker", "77777"), Started: event.Add(time.Minute), State: "R", CPU: 83 * time.Second},
			},
		}),
		Traces: threat.Answer(threat.Traces{Hashes: map[int]string{30: bash}}),
	}
}

// hostile has an attack in every field that text can come from.
func hostile(in *report.Input) {
	evil := text("\x1b[2J\x1b]8;;https://evil.example/\x1b\\x\u202e\u009b31m\U000e0041\r\n\x00\xff │ 1 Finding")
	f := &in.Finding
	f.Name, f.Category, f.Severity, f.State, f.Mute, f.Detector, f.Description = evil, evil, evil, evil, evil, evil, evil
	f.Processes[1].Args = []untrusted.Text{evil}
	f.Processes[1].Env = []threat.EnvVariable{{Name: evil, Value: evil}, {Name: text("PATH"), Value: evil}}
	f.Processes[1].Script = threat.File{Path: evil, Contents: evil}
	f.Files = []threat.File{{Path: evil, SHA256: evil, Operations: []untrusted.Text{evil}, Disk: evil, DiskPath: evil, LoadState: evil}}
	f.Connections[0].SourceIP, f.Connections[0].Protocol = evil, evil
	f.Indicators = threat.Indicators{IPs: []untrusted.Text{evil}, Domains: []untrusted.Text{evil}, URIs: []untrusted.Text{evil}, Signatures: []threat.Signature{{Family: evil, Rule: evil, Type: evil, Detections: []threat.Detection{{Binary: evil}}}}}
	f.Access = threat.Access{
		Principal: evil, CallerIP: evil, Method: evil, Service: evil, UserAgent: evil, Subject: evil, User: evil, Region: evil, Key: evil,
		DelegatedBy: []untrusted.Text{evil},
	}
	f.NextSteps, f.ExternalURI, f.RelatedURI, f.Module, f.MutedBy, f.Rule = evil, evil, evil, evil, evil, evil
	f.Marks, f.Contacts = []threat.Label{{Name: evil, Value: evil}}, []threat.Contact{{Kind: evil, Email: evil}}
	f.Affected, f.LogEntries = []untrusted.Text{evil}, []threat.LogEntry{{InsertID: evil, LogID: evil, Container: evil}}
	f.Kubernetes = threat.Kubernetes{Roles: f.Affected, Bindings: f.Affected, Objects: f.Affected, AccessReviews: f.Affected}
	f.Pods = []threat.ClaimedPod{{Namespace: evil, Name: evil, Labels: f.Marks}}
	f.Containers = []threat.ClaimedContainer{{Name: evil, Image: evil, ImageID: evil, Labels: f.Marks}}
	f.Resource = threat.Resource{Name: evil, Type: evil, DisplayName: evil, Location: evil, Folders: f.Affected}
	f.Attack = threat.ClaimedAttack{Tactic: evil, Techniques: []untrusted.Text{evil}}
	f.Unread = []threat.Unread{{Field: evil, Value: evil}}
	pod, _ := in.Evidence.Pod.Get()
	pod.Phase, pod.ServiceAccount, pod.Container.Image, pod.Container.ImageID, pod.Container.Reason = evil, evil, evil, evil, evil
	in.Evidence.Pod = threat.Answer(pod)
	in.Evidence.Owners = threat.Answer(threat.Owners{Chain: []threat.Owner{{Kind: evil, Name: evil}}})
	in.Evidence.Node = threat.Missing[threat.NodeState](threat.Failed, evil.Raw())
	look, _ := in.Evidence.Look.Get()
	for i := range look.Processes {
		p := &look.Processes[i]
		p.Args, p.Executable, p.WorkingDir, p.Command = []untrusted.Text{evil}, evil, evil, evil
		p.Stdio = []untrusted.Text{evil, evil, evil}
	}
	look.Flaws = []threat.Flaw{{Code: threat.FlawPreload, Args: []untrusted.Text{evil}}}
	in.Evidence.Look = threat.Answer(look)
	in.TargetError = errors.New(evil.Raw())
	around(in, evil, evil)
}

func TestText(t *testing.T) {
	passive := func(in *report.Input) {
		in.Evidence = threat.Evidence{Access: threat.Missing[threat.ClusterAccess](threat.Offline, "--offline")}
	}
	tests := map[string]struct {
		report  report.Report
		options render.Options
	}{
		"plain_80":   {attacked(), render.Options{}},
		"plain_120":  {attacked(), render.Options{Width: 120}},
		"ansi_120":   {attacked(), render.Options{Width: 120, Color: true, Links: true}},
		"wide_200":   {attacked(), render.Options{Width: 200, Wide: true}},
		"offline_80": {attacked(passive), render.Options{}},
		"hostile_80": {attacked(hostile), render.Options{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := render.Text(&out, tt.report, tt.options); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, out.Bytes())
		})
	}
}

func TestHostileReportDoesNotReachTheTerminal(t *testing.T) {
	for name, options := range map[string]render.Options{
		"plain": {}, "colour": {Color: true}, "links": {Color: true, Links: true}, "wide": {Wide: true, Width: 300},
	} {
		for form, layout := range map[string]func(*bytes.Buffer) error{
			"text": func(b *bytes.Buffer) error { return render.Text(b, attacked(hostile), options) },
			"ps":   func(b *bytes.Buffer) error { return render.Processes(b, attacked(hostile), options) },
			"json": func(b *bytes.Buffer) error { return render.JSON(b, attacked(hostile)) },
			"yaml": func(b *bytes.Buffer) error { return render.YAML(b, attacked(hostile)) },
			"path": func(b *bytes.Buffer) error { return render.JSONPath(b, attacked(hostile), "{}") },
		} {
			var out bytes.Buffer
			if err := layout(&out); err != nil {
				t.Fatalf("%s %s: %v", name, form, err)
			}
			plain := ansi.Strip(out.String())
			if strings.Contains(out.String(), "\x1b]8;;https://evil") {
				t.Errorf("%s %s: the attacker's link is live", name, form)
			}
			if at := strings.IndexFunc(plain, func(r rune) bool {
				return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0xfffd
			}); at >= 0 {
				t.Errorf("%s %s: %q gets through", name, form, plain[max(at-20, 0):min(at+20, len(plain))])
			}
			if strings.Contains(plain, "\n │ 1 Finding") || strings.Contains(out.String(), "\x1b[2J") {
				t.Errorf("%s %s: a forged line or a cleared screen", name, form)
			}
		}
	}
}

func TestSecretsStayHidden(t *testing.T) {
	r := attacked()
	var out bytes.Buffer
	if err := errors.Join(render.Text(&out, r, render.Options{}), render.JSON(&out, r), render.YAML(&out, r)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Error("the password is shown")
	}
	if !strings.Contains(out.String(), "‹hidden 15 B #") || !strings.Contains(out.String(), `"redacted"`) {
		t.Error("nothing stands where the password was")
	}
	shown := attacked(func(in *report.Input) { in.Reveal = true })
	out.Reset()
	if err := render.Text(&out, shown, render.Options{}); err != nil || !strings.Contains(out.String(), "hunter2") {
		t.Errorf("--reveal shows nothing (%v)", err)
	}
}

func TestCircleOfParentsIsShown(t *testing.T) {
	r := attacked(func(in *report.Input) {
		look, _ := in.Evidence.Look.Get()
		look.Processes[1].ParentPID, look.Processes[2].ParentPID = 39, 30
		in.Evidence.Look = threat.Answer(look)
	})
	var out bytes.Buffer
	if err := render.Processes(&out, r, render.Options{}); err != nil || !strings.Contains(out.String(), "/tmp/.kworker 77777") {
		t.Errorf("a process is missing (%v):\n%s", err, out.String())
	}
}

// TestYAMLIsExact reads back what a YAML parser makes of the report.
func TestYAMLIsExact(t *testing.T) {
	for _, in := range []string{"a: b", "\U000e0041 \U0001f600 \u202e", "line\nline", "true", "12", "null", "- x", "\x1b[2J", "\u2028", " lead", ""} {
		r := attacked(func(in2 *report.Input) { in2.Finding.Description = text(in) })
		var out bytes.Buffer
		if err := render.YAML(&out, r); err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		var back struct{ Finding struct{ Description string } }
		if err := yaml.Unmarshal(out.Bytes(), &back); err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		if back.Finding.Description != in {
			t.Errorf("%q came back as %q", in, back.Finding.Description)
		}
	}
}

// TestForgedHead pads its category so that the terminal would start a line with
// what looks like a verdict.
func TestForgedHead(t *testing.T) {
	forged := "Reverse Shell" + strings.Repeat(" ", 60) + " ● NOT-OBSERVED  a complete look saw nothing"
	r := attacked(func(in *report.Input) {
		in.Finding.Category = text(forged)
		look, _ := in.Evidence.Look.Get()
		look.Processes[1].WorkingDir = text("/" + strings.Repeat(" ", 70) + "● NOT-OBSERVED")
		look.Processes[2].Executable = text("/tmp/" + strings.Repeat("x ", 40) + "● NOT-OBSERVED")
		in.Evidence.Look = threat.Answer(look)
	})
	for _, width := range []int{80, 100, 120} {
		var out bytes.Buffer
		if err := render.Processes(&out, r, render.Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if strings.HasPrefix(strings.TrimLeft(line, " "), "● NOT-OBSERVED") && !strings.HasPrefix(line, strings.Repeat(" ", 20)) {
				t.Errorf("width %d: a forged line: %q", width, line)
			}
			if wide := ansi.StringWidth(strings.TrimRight(line, "\n")); wide > width && !strings.Contains(line, "kubectl") {
				t.Errorf("width %d: a line of %d columns: %q", width, wide, line)
			}
		}
	}
}
