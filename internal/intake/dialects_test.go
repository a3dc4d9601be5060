package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/intake"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

const (
	v1Name      = "organizations/901901901901/sources/5500112233445566778/findings/dd4400556677889900112233ffaa0001"
	v2Name      = "organizations/901901901901/sources/5500112233445566778/locations/global/findings/dd4400556677889900112233ffaa0001"
	clusterName = "//container.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/clusters/tills"
	nodeName    = "gke-tills-pool-a-1f2e3d4c-9zzz"
)

// basket is the finding that the fixtures hold, as the forms agree on it.
func basket(name string) threat.Finding {
	container := threat.ClaimedContainer{Name: text("basket"), Image: text("registry.example.com/shop/basket:2.14.1")}
	return threat.Finding{
		Name:     text(name),
		Category: text("Execution: Added Malicious Binary Executed"),
		Class:    text("THREAT"), Severity: text("CRITICAL"), State: text("ACTIVE"), Mute: text("UNMUTED"),
		EventTime:  time.Date(2026, 3, 4, 5, 6, 7, 500_000_000, time.UTC),
		CreateTime: time.Date(2026, 3, 4, 5, 6, 9, 0, time.UTC),
		Detector:   text("Container Threat Detection"),
		Processes: []threat.ClaimedProcess{{
			PID: 39, ParentPID: 17, Name: text("kworker"),
			Binary: threat.File{Path: text("/tmp/.kworker"), Size: 77777, HashedSize: 4096, Partial: true},
			Args:   untrusted.All([]string{"/tmp/.kworker", "", "-q"}), ArgsTruncated: true,
			Env: []threat.EnvVariable{{Name: text("HOME"), Value: text("/root")}},
		}},
		Containers: []threat.ClaimedContainer{container},
		Pods: []threat.ClaimedPod{{
			Namespace: text("checkout"), Name: text("basket-6d9f7c9b8-x2x4q"), Containers: []threat.ClaimedContainer{container},
		}},
		Nodes:  []threat.ClaimedNode{{Name: text(nodeName)}},
		Attack: threat.ClaimedAttack{Tactic: text("EXECUTION"), Techniques: untrusted.All([]string{"NATIVE_API"})},
		Resource: threat.Resource{
			Name: text(clusterName), Type: text("google.container.Cluster"), DisplayName: text("tills"),
			ProjectID:      text("retail-live-4471"),
			ProjectName:    text("//cloudresourcemanager.googleapis.com/projects/447100112233"),
			ParentOfRecord: text("//cloudresourcemanager.googleapis.com/projects/447100112233"),
		},
	}
}

func TestDialects(t *testing.T) {
	tests := map[string]struct{ name, dialect string }{
		"a-v1-list-result.json":       {v1Name, "v1 ListFindings result"},
		"b-v1-notification.json":      {v1Name, "v1 notification"},
		"c-v2-list-result.json":       {v2Name, "v2 ListFindings result"},
		"c-v2-notification.json":      {v2Name, "v2 notification"},
		"c-utf16.json":                {v2Name, "v2 ListFindings result"},
		"c-byte-order-mark.json":      {v2Name, "v2 ListFindings result"},
		"d-console.json":              {v2Name, "console JSON"},
		"d-console-findings.json":     {v2Name, "console JSON"},
		"e-console-nested.json":       {v2Name, "console JSON, all within the finding"},
		"f-v2-properties-beside.json": {v2Name, "v2 ListFindings result, sourceProperties beside the finding"},
		"g-unset-printed.json":        {v2Name, "v2 ListFindings result, unset fields printed"},
		"h-bare-v1.json":              {v1Name, "bare v1 finding"},
		"h-bare-v2.json":              {v2Name, "bare v2 finding"},
		"i-page-v1.json":              {v1Name, "page (v1 ListFindings result)"},
		"i-page-v2.json":              {v2Name, "page (v2 ListFindings result)"},
		"i-array.json":                {v1Name, "JSON array (v1 ListFindings result)"},
		"i-lines.ndjson":              {v2Name, "JSON lines (v2 ListFindings result)"},
		"j-pull.json":                 {v1Name, "JSON array (Pub/Sub message (v1 notification))"},
		"j-pull-rest.json":            {v2Name, "Pub/Sub pull (Pub/Sub message (v2 notification))"},
		"j-push.json":                 {v2Name, "Pub/Sub message (v2 notification)"},
		"j-message-url-alphabet.json": {v2Name, "Pub/Sub message (v2 notification)"},
		"j-first-letter-lost.json":    {v1Name, "JSON array (Pub/Sub message whose first base64 letter was lost (v1 notification))"},
		"k-log-entry-of-finding.json": {v2Name, "Cloud Logging entry (v2 ListFindings result)"},
		"l-bigquery-rows.json":        {v2Name, "JSON array (BigQuery row)"},
		"m-mixed-case.json":           {v2Name, "v2 ListFindings result, keys in mixed case"},
	}
	for file, tt := range tests {
		t.Run(file, func(t *testing.T) {
			got := decodeOne(t, filepath.Join("testdata", "dialects", file))
			if got.Dialect != tt.dialect {
				t.Errorf("dialect %q, want %q", got.Dialect, tt.dialect)
			}
			if len(got.Unread) > 0 {
				t.Errorf("nothing reads %v", got.Unread)
			}
			want := basket(tt.name)
			if strings.HasPrefix(tt.dialect, "bare") {
				want.Resource = threat.Resource{Name: want.Resource.Name, ProjectName: want.Resource.ProjectName}
			}
			agree(t, &got)
			if d := diff(want, got); d != "" {
				t.Errorf("finding (-want +got):\n%s", d)
			}
		})
	}
	covered(t, len(tests)+2)
}

// agree checks and clears what differs between the forms or is a long hash.
func agree(t *testing.T, f *threat.Finding) {
	t.Helper()
	if where := f.Resource.Location.Raw(); where != "" && where != "europe-west4-b" {
		t.Errorf("location %q", where)
	}
	for _, hash := range []*untrusted.Text{&f.Processes[0].Binary.SHA256, &f.Containers[0].ImageID, &f.Pods[0].Containers[0].ImageID} {
		if len(strings.TrimPrefix(hash.Raw(), "sha256:")) != 64 {
			t.Errorf("hash %q", *hash)
		}
		*hash = untrusted.Text{}
	}
	f.Dialect, f.Resource.Location = "", untrusted.Text{}
}

// covered holds that no fixture goes untested.
func covered(t *testing.T, want int) {
	t.Helper()
	files, err := os.ReadDir("testdata/dialects")
	if err != nil || len(files) != want {
		t.Errorf("testdata/dialects has %d files, %v, want %d", len(files), err, want)
	}
}

func TestDialectGcloudYAML(t *testing.T) {
	file, err := os.Open("testdata/dialects/i-gcloud.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	findings, err := intake.Decode(file, intake.DefaultLimits())
	if err != nil || len(findings) != 2 {
		t.Fatalf("Decode() = %d findings, %v, want 2", len(findings), err)
	}
	for i, name := range []string{v1Name, strings.Replace(v1Name, "0001", "0002", 1)} {
		if want := "YAML (v1 ListFindings result)"; findings[i].Dialect != want {
			t.Errorf("dialect %q, want %q", findings[i].Dialect, want)
		}
		agree(t, &findings[i])
		if d := diff(basket(name), findings[i]); d != "" {
			t.Errorf("finding (-want +got):\n%s", d)
		}
	}
}

func TestDialectLogEntry(t *testing.T) {
	got := decodeOne(t, "testdata/dialects/k-log-entry.json")
	want := threat.Finding{
		Category: text("bad_ip"), Severity: text("HIGH"), Detector: text("Event Threat Detection"),
		Dialect:   "Cloud Logging entry of Event Threat Detection",
		EventTime: time.Date(2026, 3, 4, 5, 6, 7, 500_000_000, time.UTC),
		Connections: []threat.Connection{{
			SourceIP: text("203.0.113.77"), SourcePort: 56526, DestinationIP: text("10.88.0.28"), DestinationPort: 22, Protocol: text("TCP"),
		}},
		Indicators: threat.Indicators{IPs: untrusted.All([]string{"203.0.113.77"})},
		Attack:     threat.ClaimedAttack{Techniques: untrusted.All([]string{"T1078.003"})},
		Nodes:      []threat.ClaimedNode{{Name: text("/projects/retail-live-4471/zones/europe-west4-b/instances/" + nodeName)}},
		Resource: threat.Resource{
			Name: text("//cloudresourcemanager.googleapis.com/projects/447100112233"), ProjectID: text("retail-live-4471"),
			Location: text("europe-west4-b"),
		},
		Rule: text("bad_ip/example"),
		LogEntries: []threat.LogEntry{{
			InsertID: text("example2"), Container: text("projects/retail-live-4471"), Time: time.Date(2026, 3, 4, 5, 6, 7, 500_000_000, time.UTC),
		}},
		Unread: []threat.Unread{
			{Field: text("jsonPayload.detectionCategory.technique"), Value: text("C2")},
			{Field: text("jsonPayload.detectionCategory.indicator"), Value: text("ip")},
		},
	}
	if d := diff(want, got); d != "" {
		t.Errorf("log entry (-want +got):\n%s", d)
	}
}
