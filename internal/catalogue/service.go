package catalogue

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Service is what found a threat and where: it decides the steps of the
// response. Its value is the one in findings.tsv.
type Service string

// The services.
const (
	GKERuntime      Service = "gke-runtime" // Container Threat Detection
	GKEControl      Service = "gke-control" // Event Threat Detection, from audit logs
	CloudRunRuntime Service = "run-runtime" // Cloud Run Threat Detection
	CloudRunControl Service = "run-control" // documented there, run by Event Threat Detection
)

// String returns the service's name as the documentation has it.
func (s Service) String() string {
	switch s {
	case GKERuntime:
		return "Container Threat Detection"
	case GKEControl:
		return "Event Threat Detection"
	case CloudRunRuntime, CloudRunControl:
		return "Cloud Run Threat Detection"
	}
	return string(s)
}

// ServiceOf tells the service of a finding, by its catalogue entry or, for a
// type that the catalogue doesn't know, by its detector and resource. What Cloud
// Run Threat Detection finds counts as seen at run time then.
func ServiceOf(f threat.Finding) (Service, bool) {
	if e, ok := Lookup(f); ok {
		return e.Service, true
	}
	var found []Service
	for _, s := range []Service{GKERuntime, GKEControl, CloudRunRuntime, CloudRunControl} {
		if !f.Detector.IsZero() && s.fits(f) {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return "", false
	}
	return found[0], len(found) == 1 || found[0] == CloudRunRuntime
}

// fits reports whether a finding can be this service's: by the host of its
// resource's name and by the display name of its detector, as far as it has
// them. Twins of the same category differ in nothing else.
func (s Service) fits(f threat.Finding) bool {
	return s.fitsResource(f.Resource.Name.Raw()) && s.fitsDetector(f.Detector.Raw())
}

func (s Service) fitsResource(name string) bool {
	host, _, _ := strings.Cut(strings.TrimPrefix(name, "//"), "/")
	switch {
	case host == "container.googleapis.com":
		return s == GKERuntime || s == GKEControl
	case host == "run.googleapis.com", strings.HasSuffix(host, "-run.googleapis.com"):
		return s == CloudRunRuntime || s == CloudRunControl
	}
	// Agents have detectors of the same names and a playbook of their own. Other
	// hosts, such as a project's or a VM's, leave the service open.
	return host != "aiplatform.googleapis.com"
}

func (s Service) fitsDetector(displayName string) bool {
	switch name := strings.ToLower(displayName); {
	case name == "":
		return true
	case strings.Contains(name, "cloud run"):
		return s == CloudRunRuntime || s == CloudRunControl
	case strings.Contains(name, "container threat"):
		return s == GKERuntime
	case strings.Contains(name, "event threat"):
		return s == GKEControl || s == CloudRunControl
	}
	return false
}
