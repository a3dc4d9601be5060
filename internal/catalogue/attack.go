package catalogue

import (
	_ "embed" // the table
	"regexp"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

//go:embed attack.tsv
var attackTSV string

// Reference is a tactic or a technique of ATT&CK. A name from a finding that
// ATT&CK's table doesn't know is kept as it is, without id and URL.
type Reference struct {
	ID   string         `json:"id,omitzero"`
	Name untrusted.Text `json:"name,omitzero"`
	URL  string         `json:"url,omitzero"`
}

// Mapping ties a finding to ATT&CK. The first tactic is the primary one.
type Mapping struct {
	Tactics    []Reference
	Techniques []Reference
	Source     string // who says so of the techniques: one of the constants below; empty where nobody does
	Reason     string // why the techniques are suggested
}

// Who ties a finding to its techniques.
const (
	FromFinding   = "finding"   // the finding's own mitreAttack
	FromCatalogue = "catalogue" // the documentation of its type
	Suggested     = "suggested" // this project
)

// Attack returns the tactics and techniques of a finding: its own, else the
// documented ones of its type, else the suggested ones. A technique is left out
// where one of its sub-techniques is there, since SCC always gives both.
func Attack(f threat.Finding) Mapping {
	attack := loadAttack()
	mapping := Mapping{
		Tactics:    attack.byNames(append([]untrusted.Text{f.Attack.Tactic}, f.Attack.Tactics...)),
		Techniques: deepest(attack.byNames(f.Attack.Techniques)),
		Source:     FromFinding,
	}
	entry, known := Lookup(f)
	if len(mapping.Tactics) == 0 {
		mapping.Tactics = entry.Tactics
	}
	if len(mapping.Techniques) > 0 {
		return mapping
	}
	mapping.Techniques, mapping.Source = deepest(entry.Techniques), ""
	switch {
	case known && entry.Suggested:
		mapping.Source, mapping.Reason = Suggested, entry.Reason
	case known:
		mapping.Source = FromCatalogue
	case len(mapping.Tactics) > 0:
		mapping.Source = FromFinding
	}
	return mapping
}

// deepest drops the techniques of which a sub-technique is in the list.
func deepest(list []Reference) []Reference {
	return slices.DeleteFunc(slices.Clone(list), func(r Reference) bool {
		return r.ID != "" && slices.ContainsFunc(list, func(other Reference) bool {
			return strings.HasPrefix(other.ID, r.ID+".")
		})
	})
}

// attackTable finds references by id and by SCC's enum name.
type attackTable struct{ byID, byEnum map[string]Reference }

func loadAttack() attackTable {
	table := attackTable{byID: map[string]Reference{}, byEnum: map[string]Reference{}}
	for row := range rows(attackTSV, 3) {
		id, enum, name := row[0], row[1], row[2]
		if parent, _, ok := strings.Cut(id, "."); ok {
			name = table.byID[parent].Name.Raw() + ": " + name // a parent stands above its sub-techniques
		}
		r := Reference{ID: id, Name: untrusted.From(name), URL: attackURL(id)}
		table.byID[id] = r
		if enum != "" {
			table.byEnum[enum] = r
		}
	}
	return table
}

func (t attackTable) byIDs(list string) []Reference {
	var found []Reference
	for id := range strings.SplitSeq(list, ",") {
		if r, ok := t.byID[id]; ok {
			found = append(found, r)
		}
	}
	return found
}

// byNames finds what findings write: enum names, or ids where the finding had a
// link only. A name that comes twice counts once.
func (t attackTable) byNames(names []untrusted.Text) []Reference {
	var found []Reference
	for _, name := range names {
		enum := strings.ToUpper(name.Raw())
		if name.IsZero() || strings.HasSuffix(enum, "_UNSPECIFIED") {
			continue
		}
		r, ok := t.byEnum[enum]
		if !ok {
			r, ok = t.byID[enum]
		}
		if !ok {
			r = Reference{Name: name}
			if isID(enum) {
				r.ID, r.URL = enum, attackURL(enum)
			}
		}
		if !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	return found
}

func isID(s string) bool {
	return regexp.MustCompile(`\A(?:TA\d{4}|T\d{4}(?:\.\d{3})?)\z`).MatchString(s)
}

// attackURL returns the page of a tactic or technique; a sub-technique is a
// folder below its parent.
func attackURL(id string) string {
	kind := "techniques/"
	if strings.HasPrefix(id, "TA") {
		kind = "tactics/"
	}
	return "https://attack.mitre.org/" + kind + strings.ReplaceAll(id, ".", "/") + "/"
}
