package resolve

import (
	"regexp"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation"
)

// written are the rules as they are documented: Kubernetes' own, and for Google's
// names as regular expressions.
func written() map[string]struct{ got, want func(string) bool } {
	const region = `[a-z]{2,20}(?:-[a-z]{2,20}){1,3}[0-9]{1,3}`
	matches := func(expression string) func(string) bool {
		return regexp.MustCompile(`\A(?:` + expression + `)\z`).MatchString
	}
	return map[string]struct{ got, want func(string) bool }{
		"label":     {label().holds, func(s string) bool { return len(validation.IsDNS1123Label(s)) == 0 }},
		"subdomain": {subdomain().holds, func(s string) bool { return len(validation.IsDNS1123Subdomain(s)) == 0 }},
		"project id": {
			projectID().holds,
			matches(`(?:[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?:)?[a-z][a-z0-9-]{0,28}[a-z0-9]`),
		},
		"project number": {projectNumber().holds, matches(`[0-9]{1,19}`)},
		"location":       {location().holds, matches(region + `(?:-[a-z0-9]{1,8})?`)},
		"region":         {isRegion, matches(region)},
		"cluster":        {clusterName().holds, matches(`[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?`)},
		"Cloud Run":      {runName().holds, matches(`[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?`)},
	}
}

func names() []string {
	list := []string{
		"", "a", "7", "-", ".", ":", "a-", "-a", "a-b", "a..b", "a.b", "a.-b", "A", "ä", "a b", "a\n", "a\x00", "../..",
		"example.com:acme", "example.com:", ":acme", "a:b:c", "ex-ample:ab", "retail-live-4471", "447100112233",
		"europe-west4", "europe-west4-b", "europe-west4-", "europe-west4-b-c", "us-central1-ai1a", "europe4", "e-west4",
		"northamerica-northeast1-a", "a-b-c-d-e1", "aa-bb-cc-dd1", "aa-bb-cc-dd-ee1", "europe-west", "europe-west1234", "europe-west4B",
	}
	for _, length := range []int{1, 2, 19, 20, 21, 29, 30, 31, 39, 40, 41, 62, 63, 64, 65, 252, 253, 254, 300} {
		list = append(list, strings.Repeat("a", length), strings.Repeat("1", length), "a"+strings.Repeat("-", length)+"1",
			strings.Repeat("a", length)+"-west4", "us-"+strings.Repeat("b", length)+"1", "us-east1-"+strings.Repeat("c", length),
			strings.Repeat("a.", length)+"a", strings.Repeat("d", length)+":acme", "x"+strings.Repeat(".", length)+"y:acme")
	}
	return list
}

func TestRulesAreWhatIsWritten(t *testing.T) {
	for name, rule := range written() {
		for _, s := range names() {
			if got, want := rule.got(s), rule.want(s); got != want {
				t.Errorf("%s %q: %v, want %v", name, s, got, want)
			}
		}
	}
}

func FuzzRules(f *testing.F) {
	for _, name := range names() {
		f.Add(name)
	}
	rules := written()
	f.Fuzz(func(t *testing.T, s string) {
		for name, rule := range rules {
			if got, want := rule.got(s), rule.want(s); got != want {
				t.Errorf("%s %q: %v, want %v", name, s, got, want)
			}
		}
	})
}
