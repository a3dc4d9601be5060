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
	f.Module = p.body.get("modulename").str()
	f.MutedBy = p.body.get("muteinitiator").str()
	f.MuteTime = p.body.get("muteupdatetime").when()
	f.Marks = marks(p.body.get("securitymarks"))
	f.Contacts = contacts(p.body.get("contacts"))
	f.Processes = p.processes()
	f.Files = files(p.body.get("files"))
	f.Connections = connections(p.body.get("connections"))
	f.Indicators = indicators(p.body.get("indicator"))
	f.Access = access(p.body.get("access"))
	f.Attack = attack(p.body.get("mitreattack"))
	f.LogEntries = logEntries(p.body.get("logentries"))
	readObjects(&f, p.body.get("kubernetes"))
	for _, properties := range p.properties {
		containerTraces(&f, properties)
		eventTraces(&f, properties)
	}
	rest := p.unread()
	f.Unread, f.UnreadCut = rest.list, rest.cut
	return f
}

// attack reads mitreAttack, whose techniques come as enum names.
func attack(n *node) threat.ClaimedAttack {
	a := threat.ClaimedAttack{Tactic: n.get("primarytactic").enum(), Version: n.get("version").str()}
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

// appendSet adds a text that is set.
func appendSet(list []untrusted.Text, t untrusted.Text) []untrusted.Text {
	if t.IsZero() {
		return list
	}
	return append(list, t)
}
