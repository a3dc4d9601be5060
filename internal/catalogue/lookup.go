package catalogue

import (
	"slices"
	"strings"
	"unicode"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// Lookup returns the entry of a finding, and whether there is exactly one that
// fits its category, resource and detector.
func Lookup(f threat.Finding) (Entry, bool) {
	category := normal(f.Category.Raw())
	if category == "" {
		return Entry{}, false
	}
	fitting := slices.DeleteFunc(All(), func(e Entry) bool {
		return !e.named(category) || !e.Service.fits(f)
	})
	if len(fitting) != 1 {
		return Entry{}, false
	}
	return fitting[0], true
}

// ByCategory returns the entries, one per service, whose category a person may
// mean: in any case and punctuation, with or without the tactic in front, or the
// detector's id.
func ByCategory(name string) []Entry {
	wanted := normal(name)
	if wanted == "" {
		return nil
	}
	exact := matching(func(e Entry) bool { return e.named(wanted) || normal(e.Detector) == wanted })
	if len(exact) > 0 {
		return exact
	}
	return matching(func(e Entry) bool { return normal(withoutTactic(e.Category)) == wanted })
}

func matching(wanted func(Entry) bool) []Entry {
	return slices.DeleteFunc(All(), func(e Entry) bool { return !wanted(e) })
}

// named reports whether a category in normal form is the entry's. Of the
// "Malicious Skill" types only these two words are known, and no detector's id.
func (e Entry) named(category string) bool {
	own := normal(e.Category)
	return own == category || e.Detector == "" && strings.Contains(category, own)
}

func withoutTactic(category string) string {
	if _, rest, ok := strings.Cut(category, ": "); ok {
		return rest
	}
	return category
}

// normal brings a category into the form in which its spellings agree. The
// documentation itself differs in case, in punctuation down to a colon at the
// end, in the word "Detected", in crypto and cryptocurrency mining, and in
// Defense and Defensive Evasion.
func normal(category string) string {
	words := strings.FieldsFunc(strings.ToLower(category), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	words = slices.DeleteFunc(words, func(w string) bool { return w == "detected" })
	return strings.NewReplacer(
		"cryptocurrency mining", "crypto mining",
		"cryptomining", "crypto mining",
		"defensive evasion", "defense evasion",
	).Replace(strings.Join(words, " "))
}
