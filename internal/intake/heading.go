package intake

import "github.com/kubectl-threat/kubectl-threat/internal/threat"

// heading reads what a list shows of a finding: what it is called, how bad it
// is, when it was, and where. A list reads only these fields of the
// input, so that whatever is read here is named in wanted.go too.
func (p parts) heading() threat.Finding {
	f := threat.Finding{
		Name:       p.body.get("name", "canonicalname").str(),
		Category:   p.body.get("category").str(),
		Class:      p.body.get("findingclass").enum(),
		Severity:   p.body.get("severity").enum(),
		State:      p.body.get("state").enum(),
		Mute:       p.body.get("mute").enum(),
		EventTime:  p.body.get("eventtime").when(),
		CreateTime: p.body.get("createtime").when(),
		Detector:   p.body.get("parentdisplayname", "sourcedisplayname").str(),
		Containers: containers(p.body.get("containers")),
	}
	p.readResource(&f)
	readPlaces(&f, p.body.get("kubernetes"))
	for _, properties := range p.properties {
		containerPlace(&f, properties)
		eventPlace(&f, properties)
	}
	if p.logEntry {
		p.readLogEntry(&f)
	}
	return f
}
