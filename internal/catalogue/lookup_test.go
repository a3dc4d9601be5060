package catalogue_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

const (
	gkeName     = "//container.googleapis.com/projects/p/zones/us-central1-a/clusters/c"
	runName     = "//run.googleapis.com/projects/p/locations/us-central1/services/s"
	projectName = "//cloudresourcemanager.googleapis.com/projects/1"
	agentName   = "//aiplatform.googleapis.com/projects/1/locations/us-central1/reasoningEngines/2"
)

func finding(category, resource, detector string) threat.Finding {
	return threat.Finding{
		Category: untrusted.From(category),
		Resource: threat.Resource{Name: untrusted.From(resource)},
		Detector: untrusted.From(detector),
	}
}

func TestLookup(t *testing.T) {
	const ctd, etd, run = "Container Threat Detection", "Event Threat Detection", "Cloud Run Threat Detection"
	tests := map[string]struct {
		finding threat.Finding
		want    string // detector; empty for none
		service catalogue.Service
	}{
		"GKE by the host":            {finding("Reverse Shell", gkeName, ""), "REVERSE_SHELL", catalogue.GKERuntime},
		"Cloud Run by the host":      {finding("Reverse Shell", runName, ""), "CLOUD_RUN_REVERSE_SHELL", catalogue.CloudRunRuntime},
		"GKE by the detector":        {finding("Reverse Shell", projectName, ctd), "REVERSE_SHELL", catalogue.GKERuntime},
		"Cloud Run by the detector":  {finding("Reverse Shell", "", run), "CLOUD_RUN_REVERSE_SHELL", catalogue.CloudRunRuntime},
		"category alone":             {finding("Reverse Shell", "", ""), "", ""},
		"agents":                     {finding("Reverse Shell", agentName, ""), "", ""},
		"host and detector disagree": {finding("Reverse Shell", gkeName, run), "", ""},
		"audit log":                  {finding("Defensive Evasion: static pod created", gkeName, etd), "GKE_STATIC_POD_CREATED", catalogue.GKEControl},
		"audit log, other detector":  {finding("Defense Evasion: Static Pod Created", gkeName, ctd), "", catalogue.GKERuntime},
		"control plane of Cloud Run": {finding("Impact: Cryptomining Commands", runName, etd), "CLOUD_RUN_JOBS_CRYPTOMINING_COMMANDS", catalogue.CloudRunControl},
		"another detector":           {finding("Reverse Shell", gkeName, "Virtual Machine Threat Detection"), "", ""},
		"new type of a detector":     {finding("Execution: Something New", runName, run), "", catalogue.CloudRunRuntime},
		"new type of audit logs":     {finding("Execution: Something New", gkeName, etd), "", catalogue.GKEControl},
		"nothing":                    {threat.Finding{}, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := catalogue.Lookup(tt.finding)
			if got.Detector != tt.want || ok != (tt.want != "") {
				t.Errorf("Lookup() = %q, %v, want %q", got.Detector, ok, tt.want)
			}
			if service, _ := catalogue.ServiceOf(tt.finding); service != tt.service {
				t.Errorf("ServiceOf() = %q, want %q", service, tt.service)
			}
		})
	}
}

func TestAttack(t *testing.T) {
	reverse := finding("Reverse Shell", gkeName, "")
	with := func(tactic string, techniques ...string) threat.Finding {
		f := reverse
		f.Attack = threat.ClaimedAttack{Tactic: untrusted.From(tactic), Techniques: untrusted.All(techniques)}
		return f
	}
	execution := reference("TA0002", "Execution", "tactics/TA0002/")
	unixShell := reference("T1059.004", "Command and Scripting Interpreter: Unix Shell", "techniques/T1059/004/")
	tests := map[string]struct {
		finding threat.Finding
		want    catalogue.Mapping
	}{
		"the finding's own": {
			with("COMMAND_AND_CONTROL", "INGRESS_TOOL_TRANSFER"),
			mapping("finding", reference("TA0011", "Command and Control", "tactics/TA0011/"), reference("T1105", "Ingress Tool Transfer", "techniques/T1105/")),
		},
		"the deepest only":   {with("EXECUTION", "COMMAND_AND_SCRIPTING_INTERPRETER", "UNIX_SHELL"), mapping("finding", execution, unixShell)},
		"ids, and one twice": {with("ta0002", "T1059.004", "unix_shell"), mapping("finding", execution, unixShell)},
		"id of another page": {with("EXECUTION", "T1059.013"), mapping("finding", execution, reference("T1059.013", "T1059.013", "techniques/T1059/013/"))},
		"suggested":          {reverse, mapping("suggested", execution, unixShell)},
		"unspecified":        {with("TACTIC_UNSPECIFIED", "TECHNIQUE_UNSPECIFIED"), mapping("suggested", execution, unixShell)},
		"tactic of the finding": {
			with("IMPACT"), mapping("suggested", reference("TA0040", "Impact", "tactics/TA0040/"), unixShell),
		},
		"documented": {
			finding("Unexpected Child Shell", runName, ""), mapping("catalogue", execution, unixShell),
		},
		"unknown names": {
			with("STEALTH", "EXFILTRATION_OVER_C2_CHANNEL"),
			mapping("finding", reference("", "STEALTH", ""), reference("", "EXFILTRATION_OVER_C2_CHANNEL", "")),
		},
		"nobody says": {finding("Unknown", gkeName, ""), catalogue.Mapping{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := catalogue.Attack(tt.finding)
			if (got.Reason != "") != (got.Source == catalogue.Suggested) {
				t.Errorf("Attack() is %q for the reason %q", got.Source, got.Reason)
			}
			got.Reason = ""
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(untrusted.Text{})); diff != "" {
				t.Errorf("Attack() (-want +got):\n%s", diff)
			}
		})
	}
}

func reference(id, name, path string) catalogue.Reference {
	r := catalogue.Reference{ID: id, Name: untrusted.From(name)}
	if path != "" {
		r.URL = "https://attack.mitre.org/" + path
	}
	return r
}

func mapping(source string, tactic, technique catalogue.Reference) catalogue.Mapping {
	return catalogue.Mapping{Tactics: []catalogue.Reference{tactic}, Techniques: []catalogue.Reference{technique}, Source: source}
}
