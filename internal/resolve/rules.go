package resolve

import (
	"regexp"

	"k8s.io/apimachinery/pkg/util/validation"
)

// rule decides whether a string is a name of some kind.
type rule struct {
	words string // completes "is not …"
	holds func(string) bool
}

// label is the rule for namespaces and containers.
func label() rule {
	return rule{
		words: "a lowercase RFC 1123 label",
		holds: func(s string) bool { return len(validation.IsDNS1123Label(s)) == 0 },
	}
}

// subdomain is the rule for pods and nodes.
func subdomain() rule {
	return rule{
		words: "a lowercase RFC 1123 subdomain",
		holds: func(s string) bool { return len(validation.IsDNS1123Subdomain(s)) == 0 },
	}
}

// projectID is the rule for project ids, with the domain that old ones have in
// front, such as example.com:acme.
func projectID() rule {
	return pattern("a project id", `(?:[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?:)?[a-z][a-z0-9-]{0,28}[a-z0-9]`)
}

func projectNumber() rule { return pattern("a project number", `[0-9]{1,19}`) }

// location is the rule for regions and zones. A zone has one part more behind
// the region's number: a letter, or a few signs for the zones that hold only
// accelerators, such as us-central1-ai1a.
func location() rule { return pattern("a Google Cloud location", regionPattern+`(?:-[a-z0-9]{1,8})?`) }

func region() rule { return pattern("a Google Cloud region", regionPattern) }

const regionPattern = `[a-z]{2,20}(?:-[a-z]{2,20}){1,3}[0-9]{1,3}`

// clusterName is GKE's own rule: up to 40 signs that begin with a letter.
func clusterName() rule { return pattern("a GKE cluster name", `[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?`) }

// runName is the rule for services, jobs, worker pools, revisions and executions.
func runName() rule { return pattern("a Cloud Run name", `[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?`) }

func pattern(words, expression string) rule {
	return rule{words: words, holds: regexp.MustCompile(`\A(?:` + expression + `)\z`).MatchString}
}
