package intake

import (
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// finding reads all fields. The order matters in one way: what sourceProperties
// repeat fills the gaps of the typed fields, and unread comes last.
func (p parts) finding() threat.Finding {
	f := threat.Finding{
		Name:        p.body.get("name", "canonicalname").str(),
		Category:    p.body.get("category").str(),
		Class:       p.body.get("findingclass").enum(),
		Severity:    p.body.get("severity").enum(),
		State:       p.body.get("state").enum(),
		Mute:        p.body.get("mute").enum(),
		EventTime:   p.body.get("eventtime").when(),
		CreateTime:  p.body.get("createtime").when(),
		Detector:    p.body.get("parentdisplayname", "sourcedisplayname").str(),
		Description: p.body.get("description").str(),
		NextSteps:   p.body.get("nextsteps").str(),
		ExternalURI: p.body.get("externaluri").str(),
		Processes:   p.processes(),
		Files:       files(p.body.get("files")),
		Containers:  containers(p.body.get("containers")),
		Connections: connections(p.body.get("connections")),
		Indicators:  indicators(p.body.get("indicator")),
		Access:      access(p.body.get("access")),
		Attack:      attack(p.body.get("mitreattack")),
	}
	p.readResource(&f)
	readKubernetes(&f, p.body.get("kubernetes"))
	for _, properties := range p.properties {
		containerProperties(&f, properties)
		eventProperties(&f, properties)
	}
	if p.logEntry {
		p.readLogEntry(&f)
	}
	f.Unread = p.unread()
	return f
}

// attack reads mitreAttack, whose techniques come as enum names.
func attack(n *node) threat.ClaimedAttack {
	a := threat.ClaimedAttack{Tactic: n.get("primarytactic").enum()}
	for _, tactic := range n.get("additionaltactics").each() {
		a.Tactics = appendSet(a.Tactics, tactic.enum())
	}
	for _, techniques := range []*node{n.get("primarytechniques"), n.get("additionaltechniques")} {
		for _, technique := range techniques.each() {
			a.Techniques = appendSet(a.Techniques, technique.enum())
		}
	}
	return a
}

func access(n *node) threat.Access {
	return threat.Access{
		Principal: n.get("principalemail", "principalsubject", "username").str(),
		CallerIP:  n.get("callerip").str(),
		Method:    n.get("methodname").str(),
		Service:   n.get("servicename").str(),
		UserAgent: n.get("useragent", "useragentfamily").str(),
	}
}

func indicators(n *node) threat.Indicators {
	i := threat.Indicators{
		IPs:     n.get("ipaddresses").strs(),
		Domains: n.get("domains").strs(),
		URIs:    n.get("uris").strs(),
	}
	for _, signature := range n.get("signatures").each() {
		family := signature.get("memoryhashsignature").get("binaryfamily")
		rule := signature.get("yararulesignature").get("yararule")
		for _, s := range []*node{family, rule} {
			i.Signatures = appendSet(i.Signatures, s.str())
		}
	}
	return i
}

// appendSet adds a text that is set.
func appendSet(list []untrusted.Text, t untrusted.Text) []untrusted.Text {
	if t.IsZero() {
		return list
	}
	return append(list, t)
}
