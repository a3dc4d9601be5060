package resolve

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// machine returns the VM of a finding, or nil where it names none with its zone.
// The resource's name ends in the id, and the display name is the VM's own.
func machine(f threat.Finding, name resourceName, project string, refused *refusals) threat.Target {
	name = machineName(f, name)
	called := name.first("instances")
	zone := refused.take("zone", name.first("zones", "locations"), location())
	if called.IsZero() || zone == "" || project == "" {
		return nil
	}
	vm := threat.VM{Project: project, Zone: zone}
	if projectNumber().holds(called.Raw()) {
		vm.ID = called.Raw()
		if shown := f.Resource.DisplayName; subdomain().holds(shown.Raw()) {
			vm.Name = shown.Raw()
		}
		return vm
	}
	if vm.Name = refused.take("VM name", called, subdomain()); vm.Name == "" {
		return nil
	}
	return vm
}

// machineName returns the name of a VM: the resource's own, or of what a finding
// about a project names like a node.
func machineName(f threat.Finding, name resourceName) resourceName {
	if name.host == hostCompute && !name.first("instances").IsZero() {
		return name
	}
	for _, node := range f.Nodes {
		if one := parsePath(node.Name); !one.first("instances").IsZero() {
			return one
		}
	}
	return resourceName{}
}

// zoneOf returns the zone of a node, where the finding gives the full name of its
// VM, or attaches itself to that VM.
func zoneOf(f threat.Finding, name resourceName, node string) string {
	named := []resourceName{name}
	for _, claim := range f.Nodes {
		named = append(named, parsePath(claim.Name))
	}
	for _, one := range named {
		zone := one.first("zones")
		if one.first("instances").Raw() == node && location().holds(zone.Raw()) {
			return zone.Raw()
		}
	}
	return ""
}

// parsePath takes a name apart that may begin with a single slash, as that of
// instanceDetails does.
func parsePath(text untrusted.Text) resourceName {
	if strings.HasPrefix(text.Raw(), "//") {
		return parseName(text)
	}
	return parseName(untrusted.From(strings.TrimPrefix(text.Raw(), "/")))
}
