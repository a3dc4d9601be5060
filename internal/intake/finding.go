package intake

import (
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// finding reads all fields. The order matters in one way: what sourceProperties
// repeat fills the gaps of the typed fields, and unread comes last.
func (p parts) finding() threat.Finding {
	f := p.heading()
	f.Description = p.body.get("description").str()
	f.NextSteps = p.body.get("nextsteps").str()
	f.ExternalURI = p.body.get("externaluri").str()
	f.Processes = p.processes()
	f.Files = files(p.body.get("files"))
	f.Connections = connections(p.body.get("connections"))
	f.Indicators = indicators(p.body.get("indicator"))
	f.Access = access(p.body.get("access"))
	f.Attack = attack(p.body.get("mitreattack"))
	readObjects(&f, p.body.get("kubernetes"))
	for _, properties := range p.properties {
		containerTraces(&f, properties)
		eventTraces(&f, properties)
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
