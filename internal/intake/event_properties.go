package intake

import (
	"regexp"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// eventPlace reads where and when from the sourceProperties of Event Threat
// Detection, which are also the payload of its log entries.
func eventPlace(f *threat.Finding, n *node) {
	details := n.get("properties")
	addNode(f, details.get("instancedetails").str())
	for _, affected := range n.get("affectedresources").each() {
		f.Resource.Name = either(f.Resource.Name, affected.get("gcpresourcename").str())
	}
	f.Resource.ProjectID = either(f.Resource.ProjectID, n.get("projectid").str())
	f.Resource.ProjectID = either(f.Resource.ProjectID, details.get("network").get("project").str())
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
	if len(f.Attack.Techniques) == 0 && f.Attack.Tactic.IsZero() {
		readLink(f, n.get("contexturis").get("mitreuri").get("url").str().Raw())
	}
}

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
