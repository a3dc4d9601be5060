// Package catalogue knows the finding types of Security Command Center that are
// about GKE and Cloud Run, and the part of MITRE ATT&CK that they refer to.
//
// findings.tsv holds what Google's documentation says of each type, as facts. A
// technique is marked "documented" where the type's page or name gives it, and
// "suggested" where this project chose it by ATT&CK's definition, with the reason
// in the last column; "response" lists the points of the response plan on the
// type's own page. A "-" stands for what no source says. attack.tsv holds the tactics and techniques of
// google.cloud.securitycenter.v2.MitreAttack and those that suggestions add,
// with their names in ATT&CK Enterprise 16.1, the last version whose names agree
// with SCC's.
package catalogue

import (
	_ "embed" // the two tables
	"strings"
)

//go:embed findings.tsv
var findingsTable string

// Entry is one finding type of one service.
type Entry struct {
	Category string // as the documentation spells it
	Service  Service
	Detector string // the id of its settings module; empty where unknown
	Severity string // empty where unknown; a finding's own severity counts more
	Tactics  []Reference
	// Techniques are documented, unless Suggested is set.
	Techniques []Reference
	Suggested  bool
	Reason     string // why the techniques are suggested, in a few words
	Page       string // URL; the index of all pages where the type's own is unknown
	HasPage    bool   // Page is the type's own
	Default    string // "on", "off", or empty where unknown
	Preview    bool
	Traits     []Trait
	// Response is the plan of the type's own page, in its order; empty where the page
	// has none of its own or was not seen.
	Response []Advice
}

// Trait is something that sets a finding type apart.
type Trait string

// The traits.
const (
	NLP               Trait = "nlp"                 // found by language analysis of a script
	NotUnderResidency Trait = "not-under-residency" // unavailable where data residency is on
	FileMonitoring    Trait = "file-monitoring"     // may watch the node, so that no pod is named
	AdminLog          Trait = "admin-log"           // made from GKE's Admin Activity audit log
	DataAccessLog     Trait = "data-access-log"     // never fires unless Data Access audit logs are on
	IAMAdminLog       Trait = "iam-admin-log"       // made from IAM's Admin Activity audit log
	Paused            Trait = "paused"              // documented as unavailable for the time being
)

// All returns every finding type, in the order of the documentation: what runs
// in GKE, what runs in Cloud Run, the control planes.
func All() []Entry {
	attack := loadAttack()
	var entries []Entry
	for row := range rows(findingsTable, columns) {
		entries = append(entries, entry(row, attack))
	}
	return entries
}

// columns is how many columns findings.tsv has.
const columns = 13

func entry(row []string, attack attackTable) Entry {
	e := Entry{
		Category:   row[0],
		Service:    Service(row[1]),
		Detector:   row[2],
		Severity:   row[3],
		Tactics:    attack.byIDs(row[4]),
		Techniques: attack.byIDs(row[5]),
		Suggested:  row[6] == "suggested",
		Reason:     row[12],
		Page:       indexPage,
		Default:    row[8],
		Preview:    row[9] == "preview",
	}
	if slug := row[7]; slug != "" {
		e.Page, e.HasPage = pages+slug, true
	}
	if row[10] != "" {
		for trait := range strings.SplitSeq(row[10], ",") {
			e.Traits = append(e.Traits, Trait(trait))
		}
	}
	if row[11] != "" {
		for advice := range strings.SplitSeq(row[11], ",") {
			e.Response = append(e.Response, Advice(advice))
		}
	}
	return e
}

// Where Google documents the finding types.
const (
	pages     = "https://cloud.google.com/security-command-center/docs/findings/threats/"
	indexPage = "https://cloud.google.com/security-command-center/docs/threat-findings-index"
	// RespondCloudRun is the page that the pages of Cloud Run's findings end in.
	RespondCloudRun = "https://cloud.google.com/security-command-center/docs/respond-cloud-run-threats"
)
