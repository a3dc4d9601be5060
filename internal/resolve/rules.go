package resolve

import "strings"

// rule decides whether a string is a name of some kind. The rules are written out
// instead of as regular expressions, since a list asks them a million times and
// an inspect only once, when compiling them would take most of its time.
type rule struct {
	words string // completes "is not …"
	holds func(string) bool
}

// label is the rule for namespaces and containers.
func label() rule {
	return rule{"a lowercase RFC 1123 label", isLabel}
}

// subdomain is the rule for pods and nodes.
func subdomain() rule {
	return rule{"a lowercase RFC 1123 subdomain", isSubdomain}
}

// projectID is the rule for project ids, with the domain that old ones have in
// front, such as example.com:acme.
func projectID() rule { return rule{"a project id", isProjectID} }

func projectNumber() rule { return rule{"a project number", isProjectNumber} }

// location is the rule for regions and zones.
func location() rule { return rule{"a Google Cloud location", isLocation} }

func region() rule { return rule{"a Google Cloud region", isRegion} }

// clusterName is GKE's own rule: up to 40 signs that begin with a letter.
func clusterName() rule {
	return rule{"a GKE cluster name", func(s string) bool { return isWord(s, 40, "-") && isLower(s[0]) }}
}

// runName is the rule for services, jobs, worker pools, revisions and executions.
func runName() rule {
	return rule{"a Cloud Run name", func(s string) bool { return isWord(s, 63, "-") && isLower(s[0]) }}
}

func isLabel(s string) bool { return isWord(s, 63, "-") }

func isSubdomain(s string) bool {
	const longest = 253
	for part := range strings.SplitSeq(s, ".") {
		if !isWord(part, longest, "-") {
			return false
		}
	}
	return len(s) <= longest
}

func isProjectID(s string) bool {
	domain, id, old := strings.Cut(s, ":")
	if !old {
		id = s
	} else if !isWord(domain, 63, ".-") {
		return false
	}
	return isWord(id, 30, "-") && len(id) > 1 && isLower(id[0])
}

func isProjectNumber(s string) bool {
	return s != "" && len(s) <= 19 && strings.Trim(s, "0123456789") == ""
}

// isWord reports whether s has up to a number of lowercase letters and digits,
// with some other signs between them.
func isWord(s string, most int, between string) bool {
	if s == "" || len(s) > most || !isLetterOrDigit(s[0]) || !isLetterOrDigit(s[len(s)-1]) {
		return false
	}
	for i := range len(s) {
		if !isLetterOrDigit(s[i]) && strings.IndexByte(between, s[i]) < 0 {
			return false
		}
	}
	return true
}

func isLower(b byte) bool { return b >= 'a' && b <= 'z' }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isLetterOrDigit(b byte) bool { return isLower(b) || isDigit(b) }
