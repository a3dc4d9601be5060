package intake

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// eventPlace reads where and when from the sourceProperties of Event Threat
// Detection, which are also the payload of its log entries.
func eventPlace(f *threat.Finding, n *node) {
	details := n.get("properties")
	addNode(f, threat.ClaimedNode{Name: details.get("instancedetails").str()})
	readAffected(f, n)
	f.Severity = either(f.Severity, upper(n.get("severitylevel").str()))
	f.Resource.ProjectID = either(f.Resource.ProjectID, n.get("projectid").str())
	f.Resource.ProjectID = either(f.Resource.ProjectID, details.get("network").get("project").str())
	f.Resource.Location = either(f.Resource.Location, details.get("network").get("location").str())
	f.Severity = either(f.Severity, n.get("detectionpriority").enum())
	for _, evidence := range n.get("evidence").each() {
		source := evidence.get("sourcelogid")
		f.Resource.ProjectID = either(f.Resource.ProjectID, source.get("projectid").str())
		if f.EventTime.IsZero() {
			f.EventTime = source.get("timestamp").when()
		}
	}
}

// eventTraces reads what else stands in them.
func eventTraces(f *threat.Finding, n *node) {
	details := n.get("properties")
	readConnection(f, details.get("ipconnection"))
	if len(f.Indicators.IPs) == 0 {
		f.Indicators.IPs = details.get("ips").strs()
	}
	if len(f.Indicators.Domains) == 0 {
		f.Indicators.Domains = details.get("domains").strs()
	}
	f.Indicators.Signatures = append(f.Indicators.Signatures, threats(n.get("threats"))...)
	category := n.get("detectioncategory")
	f.Rule = either(f.Rule, slashed(category.get("rulename").str(), category.get("subrulename").str()))
	for _, evidence := range n.get("evidence").each() {
		source := evidence.get("sourcelogid")
		f.LogEntries = appendLogEntry(f.LogEntries, threat.LogEntry{
			InsertID: source.get("insertid").str(), Container: source.get("resourcecontainer").str(), Time: source.get("timestamp").when(),
		})
	}
	readContext(f, n.get("contexturis"))
}

// readContext reads the links that the detector made. Of the pages that the
// report links to by itself, in an order of its own, only the ATT&CK id is taken.
func readContext(f *threat.Finding, n *node) {
	page := n.get("mitreuri")
	if len(f.Attack.Techniques) == 0 && f.Attack.Tactic.IsZero() {
		readLink(f, page.get("url").str().Raw())
	}
	related := n.get("relatedfindinguri")
	f.RelatedURI = either(f.RelatedURI, related.get("url").str())
	for _, link := range append([]*node{page, related}, slices.Concat(
		n.get("virustotalindicatorqueryuri").each(), n.get("cloudloggingqueryuri").each())...) {
		link.get("url", "displayname")
	}
}

// readAffected reads the resources that are affected beside the finding's own,
// such as the Secret that was read in a cluster.
func readAffected(f *threat.Finding, n *node) {
	for _, affected := range n.get("affectedresources").each() {
		name := affected.get("gcpresourcename").str()
		f.Resource.Name = either(f.Resource.Name, name)
		if name != f.Resource.Name {
			f.Affected = appendNew(f.Affected, name)
		}
	}
}

// slashed joins a rule and the part of it that fired.
func slashed(rule, part untrusted.Text) untrusted.Text {
	if rule.IsZero() || part.IsZero() {
		return rule
	}
	return textOf(rule.Raw() + "/" + part.Raw())
}

// upper brings "High", as older detectors write it, into the form of the enum.
func upper(t untrusted.Text) untrusted.Text { return textOf(strings.ToUpper(t.Raw())) }

func readConnection(f *threat.Finding, n *node) {
	f.Connections = appendConnection(f.Connections, threat.Connection{
		SourceIP:        n.get("srcip").str(),
		SourcePort:      int(n.get("srcport").upTo(maxPort)),
		DestinationIP:   n.get("destip").str(),
		DestinationPort: int(n.get("destport").upTo(maxPort)),
		Protocol:        protocol(n.get("protocol")),
	})
}

// readLink takes an ATT&CK id out of the link to its page, where a sub-technique
// is a folder below its parent.
func readLink(f *threat.Finding, url string) {
	page := regexp.MustCompile(`\Ahttps://attack\.mitre\.org/(tactics|techniques)/(TA?[0-9]{4})(?:/([0-9]{3}))?/?\z`)
	found := page.FindStringSubmatch(url)
	switch {
	case found == nil:
	case found[1] == "tactics":
		f.Attack.Tactic = textOf(found[2])
	default:
		f.Attack.Techniques = []untrusted.Text{textOf(strings.TrimSuffix(found[2]+"."+found[3], "."))}
	}
}

// readLogEntry reads what a log entry says instead of a finding: its rule, its
// log's project, its time. It has no finding's name.
func (p parts) readLogEntry(f *threat.Finding) {
	rule := p.body.get("detectioncategory").get("rulename").str()
	f.Name = untrusted.Text{}
	f.Category = either(f.Category, rule)
	f.Detector = either(f.Detector, textOf("Event Threat Detection"))
	if f.EventTime.IsZero() {
		f.EventTime = p.whole.get("timestamp").when()
	}
	if rest, ok := strings.CutPrefix(p.whole.get("logname").str().Raw(), "projects/"); ok {
		project, _, _ := strings.Cut(rest, "/")
		f.Resource.ProjectID = either(f.Resource.ProjectID, textOf(project))
	}
}
