package gke

import (
	"regexp"
	"strings"
)

// missingPrefix stands before the rule in the detail of a gap.
const missingPrefix = "missing rule: "

// missingRule says which rule is missing, and to whom. The API server's sentence
// is asked first, because it may be about something else than the question, such
// as impersonation. Its form is that of k8s.io/apiserver's
// responsewriters.forbiddenMessage, after which GKE adds the IAM permission.
func (q question) missingRule(message string) string {
	sentence := regexp.MustCompile(
		`User "([^"]*)" cannot ([a-z]+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?(.*)`)
	found := sentence.FindStringSubmatch(strings.Join(strings.Fields(message), " "))
	if found == nil {
		return missingPrefix + q.rule() + "; the API server says: " + oneLine(message)
	}
	missing := question{verb: found[2], resource: found[3], group: found[4], namespace: found[5]}
	if missing.resource == "pods/exec" {
		// A GET over WebSocket is checked as get, a POST over SPDY as create, and
		// from version 1.35 on the former as both.
		missing.verb = "get and create"
	}
	detail := missingPrefix + oneLine(missing.rule()) + "; user " + oneLine(found[1])
	if _, permission, ok := strings.Cut(found[6], "requires one of ["); ok {
		permission, _, _ = strings.Cut(permission, "]")
		detail += "; or the IAM permission " + oneLine(strings.ReplaceAll(permission, `"`, ""))
	}
	return detail
}

// maxLine bounds what is quoted of a foreign text: enough to recognise a page.
const maxLine = 200

// oneLine brings a foreign text into one bounded line.
func oneLine(text string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > maxLine {
		return string(line[:maxLine]) + "..."
	}
	return string(line)
}
