package intake

import (
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func (p parts) processes() []threat.ClaimedProcess {
	var list []threat.ClaimedProcess
	for _, n := range p.body.get("processes").each() {
		if n.empty() || n.kind != object {
			continue
		}
		list = append(list, threat.ClaimedProcess{
			PID:           int(n.get("pid").upTo(maxPID)),
			ParentPID:     int(n.get("parentpid").upTo(maxPID)),
			User:          p.user(n.get("userid")),
			Name:          n.get("name").str(),
			Binary:        file(n.get("binary")),
			Script:        file(n.get("script")),
			Libraries:     files(n.get("libraries")),
			Args:          n.get("args").strs(),
			ArgsTruncated: n.get("argumentstruncated").yes(),
			Env:           environment(n.get("envvariables")),
			EnvTruncated:  n.get("envvariablestruncated").yes(),
		})
	}
	return list
}

// user reads a uid. A 0 is root, unless the sender prints a 0 for an unset field
// too.
func (p parts) user(n *node) *int64 {
	uid, ok := n.integer()
	if !ok || uid < 0 || uid == 0 && p.printed {
		return nil
	}
	return &uid
}

// environment reads [{name, val}], or one object with a field per variable.
func environment(n *node) []threat.EnvVariable {
	var list []threat.EnvVariable
	for _, variable := range n.each() {
		if variable.has("name") {
			list = append(list, threat.EnvVariable{Name: variable.get("name").str(), Value: variable.get("val", "value").str()})
			continue
		}
		for _, m := range variable.members {
			m.read = true
			list = append(list, threat.EnvVariable{Name: textOf(m.name), Value: m.value.str()})
		}
	}
	return list
}

func files(n *node) []threat.File {
	var list []threat.File
	for _, item := range n.each() {
		if f := file(item); !f.IsZero() {
			list = append(list, f)
		}
	}
	return list
}

func file(n *node) threat.File {
	return threat.File{
		Path:       n.get("path").str(),
		Size:       n.get("size").upTo(maxSize),
		SHA256:     n.get("sha256").str(),
		HashedSize: n.get("hashedsize").upTo(maxSize),
		Partial:    n.get("partiallyhashed").yes(),
		Contents:   n.get("contents").str(),
		Operations: operations(n.get("operations")),
		Disk:       n.get("diskpath").get("partitionuuid").str(),
		DiskPath:   n.get("diskpath").get("relativepath").str(),
		LoadState:  n.get("fileloadstate").enum(),
	}
}

// operations reads what was done to a file: [{type: WRITE}].
func operations(n *node) []untrusted.Text {
	var list []untrusted.Text
	for _, item := range n.each() {
		if item.kind == object {
			item = item.get("type")
		}
		list = appendNew(list, item.enum())
	}
	return list
}
