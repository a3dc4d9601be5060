package report

import (
	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
)

// CatalogueEntry is what is known of one finding type, without any finding.
type CatalogueEntry struct {
	APIVersion string   `json:"apiVersion,omitzero"`
	Kind       string   `json:"kind,omitzero"`
	Category   string   `json:"category"`
	Service    string   `json:"service"`
	Detector   string   `json:"detector,omitzero"`
	Severity   string   `json:"severity,omitzero"` // as documented; a finding's own counts more
	Default    string   `json:"default,omitzero"`  // on or off
	Preview    bool     `json:"preview,omitzero"`
	Attack     Attack   `json:"attack,omitzero"`
	Traits     []string `json:"traits,omitempty"`
	Page       string   `json:"page"`
	// OwnPage is false where only the index of all pages is known.
	OwnPage bool `json:"ownPage"`
}

// CatalogueEntryList is every finding type that was asked for.
type CatalogueEntryList struct {
	APIVersion string           `json:"apiVersion"`
	Kind       string           `json:"kind"`
	Items      []CatalogueEntry `json:"items"`
}

// Catalogue returns the finding types of a category, of which GKE and Cloud Run
// may have one each, or all of them for the empty name.
func Catalogue(category string) CatalogueEntryList {
	entries := catalogue.All()
	if category != "" {
		entries = catalogue.ByCategory(category)
	}
	list := CatalogueEntryList{APIVersion: APIVersion, Kind: "CatalogueEntryList", Items: []CatalogueEntry{}}
	for i := range entries {
		list.Items = append(list.Items, catalogueEntry(&entries[i]))
	}
	return list
}

// CloseCategories returns the names of finding types that a mistyped one may mean.
func CloseCategories(category string) []string {
	const most = 3
	return catalogue.Closest(category, most)
}

func catalogueEntry(e *catalogue.Entry) CatalogueEntry {
	entry := CatalogueEntry{
		Category: e.Category, Service: e.Service.String(), Detector: e.Detector, Severity: e.Severity,
		Default: e.Default, Preview: e.Preview, Page: e.Page, OwnPage: e.HasPage,
	}
	for i, tactic := range e.Tactics {
		if i == 0 {
			entry.Attack.Tactic = Entry(tactic)
			continue
		}
		entry.Attack.OtherTactics = append(entry.Attack.OtherTactics, Entry(tactic))
	}
	for _, technique := range e.Techniques {
		entry.Attack.Techniques = append(entry.Attack.Techniques, Entry(technique))
	}
	switch {
	case len(e.Techniques) == 0:
	case e.Suggested:
		entry.Attack.Source, entry.Attack.Reason = catalogue.Suggested, e.Reason
	default:
		entry.Attack.Source = catalogue.FromCatalogue
	}
	for _, trait := range e.Traits {
		entry.Traits = append(entry.Traits, traitWords(trait))
	}
	return entry
}

func traitWords(trait catalogue.Trait) string {
	switch trait {
	case catalogue.NLP:
		return "found by language analysis of a script"
	case catalogue.NotUnderResidency:
		return "not available where data residency is on"
	case catalogue.FileMonitoring:
		return "may watch the node, so that the finding names no pod"
	case catalogue.AdminLog:
		return "made from GKE's Admin Activity audit log"
	case catalogue.DataAccessLog:
		return "never fires unless Data Access audit logs are on"
	case catalogue.IAMAdminLog:
		return "made from IAM's Admin Activity audit log"
	case catalogue.Paused:
		return "documented as unavailable for the time being"
	}
	return string(trait)
}
