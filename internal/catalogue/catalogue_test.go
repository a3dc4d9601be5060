package catalogue_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
)

func TestAllIsWellFormed(t *testing.T) {
	entries := catalogue.All()
	if len(entries) != 120 {
		t.Fatalf("%d entries, want 120", len(entries))
	}
	counts := map[catalogue.Service]int{}
	documented := 0
	seen := map[string]bool{}
	for _, e := range entries {
		counts[e.Service]++
		if !e.Suggested {
			documented++
		}
		if e.Suggested == (e.Reason == "") {
			t.Errorf("%s is suggested: %t, for the reason %q", e.Category, e.Suggested, e.Reason)
		}
		key := string(e.Service) + " " + e.Category
		if seen[key] {
			t.Errorf("%s comes twice", key)
		}
		seen[key] = true
		checkEntry(t, e)
	}
	want := map[catalogue.Service]int{
		catalogue.GKERuntime: 48, catalogue.CloudRunRuntime: 36, catalogue.CloudRunControl: 3, catalogue.GKEControl: 33,
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("entries per service (-want +got):\n%s", diff)
	}
	if documented != 11 {
		t.Errorf("%d entries have a documented technique, want 11", documented)
	}
}

func checkEntry(t *testing.T, e catalogue.Entry) {
	t.Helper()
	if len(e.Tactics) == 0 || len(e.Techniques) == 0 {
		t.Errorf("%s: tactics %v, techniques %v", e.Category, e.Tactics, e.Techniques)
	}
	for _, r := range slices.Concat(e.Tactics, e.Techniques) {
		if r.ID == "" || r.Name.IsZero() || !strings.HasPrefix(r.URL, "https://attack.mitre.org/t") {
			t.Errorf("%s refers to %+v", e.Category, r)
		}
	}
	if !regexp.MustCompile(`^(|LOW|MEDIUM|HIGH|CRITICAL)$`).MatchString(e.Severity) {
		t.Errorf("%s has severity %q", e.Category, e.Severity)
	}
	if !regexp.MustCompile(`^[A-Z0-9_]*$`).MatchString(e.Detector) {
		t.Errorf("%s has detector %q", e.Category, e.Detector)
	}
	if !regexp.MustCompile(`^(|on|off)$`).MatchString(e.Default) {
		t.Errorf("%s has default %q", e.Category, e.Default)
	}
	if !regexp.MustCompile(`^https://cloud\.google\.com/security-command-center/docs/[a-z0-9/-]+$`).MatchString(e.Page) {
		t.Errorf("%s has page %q", e.Category, e.Page)
	}
	for _, trait := range e.Traits {
		switch trait {
		case catalogue.NLP, catalogue.NotUnderResidency, catalogue.FileMonitoring, catalogue.AdminLog,
			catalogue.DataAccessLog, catalogue.IAMAdminLog, catalogue.Paused:
		default:
			t.Errorf("%s has trait %q", e.Category, trait)
		}
	}
}

// TestTacticOfCategory compares the tactic in front of a category with the id.
func TestTacticOfCategory(t *testing.T) {
	for _, e := range catalogue.All() {
		prefix, _, ok := strings.Cut(e.Category, ": ")
		if ok && e.Tactics[0].Name.Raw() != prefix {
			t.Errorf("%s has tactic %s", e.Category, e.Tactics[0].Name)
		}
	}
}

// TestTwinsAgree holds that a detector of both runtimes is suggested the same.
func TestTwinsAgree(t *testing.T) {
	suggested := map[string][]catalogue.Reference{}
	for _, e := range catalogue.All() {
		base := strings.TrimPrefix(e.Detector, "CLOUD_RUN_")
		if !e.Suggested || base == "" {
			continue
		}
		if before, ok := suggested[base]; ok && !slices.Equal(before, e.Techniques) {
			t.Errorf("%s is suggested both %v and %v", base, before, e.Techniques)
		}
		suggested[base] = e.Techniques
	}
}

func TestByCategory(t *testing.T) {
	tests := map[string]struct {
		name string
		want []string
	}{
		"both runtimes":          {"reverse shell", []string{"REVERSE_SHELL", "CLOUD_RUN_REVERSE_SHELL"}},
		"detector":               {"REVERSE_SHELL", []string{"REVERSE_SHELL", "CLOUD_RUN_REVERSE_SHELL"}},
		"detector of Cloud Run":  {"CLOUD_RUN_CONTAINER_ESCAPE", []string{"CLOUD_RUN_CONTAINER_ESCAPE"}},
		"without the tactic":     {"static pod created", []string{"GKE_STATIC_POD_CREATED"}},
		"Defensive Evasion":      {"Defensive Evasion: Static Pod Created", []string{"GKE_STATIC_POD_CREATED"}},
		"without Detected":       {"Command and Control: Piped Encoded Code Execution", []string{"PIPED_ENCODED_CODE_EXECUTION"}},
		"cryptocurrency mining":  {"Impact: Suspicious cryptocurrency mining activity using the Stratum Protocol", []string{"SUSPICIOUS_CRYPTO_MINING_ACTIVITY_USING_STRATUM_PROTOCOL", "CLOUD_RUN_SUSPICIOUS_CRYPTO_MINING_ACTIVITY_USING_STRATUM_PROTOCOL"}},
		"without the last colon": {"Execution: Fileless Execution in /memfd", []string{"FILELESS_EXECUTION_DETECTION_MEMFD", "CLOUD_RUN_FILELESS_EXECUTION_DETECTION_MEMFD"}},
		"case of small words":    {"Credential Access: Access Sensitive Files on Nodes", []string{"ACCESS_SENSITIVE_FILES_ON_NODES"}},
		"a new family":           {"Execution: Malicious Skill Executed", []string{"", ""}},
		"unknown":                {"Execution: Something Else", nil},
		"nothing":                {" : ", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range catalogue.ByCategory(tt.name) {
				got = append(got, e.Detector)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ByCategory(%q) (-want +got):\n%s", tt.name, diff)
			}
		})
	}
}

func TestClosest(t *testing.T) {
	tests := map[string]struct {
		name string
		n    int
		want []string
	}{
		"typo":        {"Revers Shel", 1, []string{"Reverse Shell"}},
		"no tactic":   {"contaner escape", 1, []string{"Execution: Container Escape"}},
		"part of one": {"stratum", 3, []string{"Impact: Suspicious crypto mining activity using the Stratum Protocol"}},
		"nonsense":    {"qqqqqqqqqqqq", 3, []string{}},
		"nothing":     {"", 3, nil},
		"endless":     {strings.Repeat("reverse shell ", 10000), 3, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, catalogue.Closest(tt.name, tt.n)); diff != "" {
				t.Errorf("Closest(%q) (-want +got):\n%s", tt.name, diff)
			}
		})
	}
}
