package intake

import (
	"slices"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func connections(n *node) []threat.Connection {
	var list []threat.Connection
	for _, c := range n.each() {
		list = appendConnection(list, threat.Connection{
			SourceIP:        c.get("sourceip").str(),
			SourcePort:      int(c.get("sourceport").upTo(maxPort)),
			DestinationIP:   c.get("destinationip").str(),
			DestinationPort: int(c.get("destinationport").upTo(maxPort)),
			Protocol:        protocol(c.get("protocol")),
		})
	}
	return list
}

// appendConnection adds a connection with an address that is not there yet. The
// same one comes with a protocol from the typed field and without from
// sourceProperties.
func appendConnection(list []threat.Connection, c threat.Connection) []threat.Connection {
	if c.SourceIP.IsZero() && c.DestinationIP.IsZero() {
		return list
	}
	known := slices.ContainsFunc(list, func(other threat.Connection) bool {
		if c.Protocol.IsZero() {
			other.Protocol = c.Protocol
		}
		return other == c
	})
	if known {
		return list
	}
	return append(list, c)
}

// protocol names a protocol that came by its IANA number, as Event Threat
// Detection writes it.
func protocol(n *node) untrusted.Text {
	names := map[int64]string{1: "ICMP", 6: "TCP", 17: "UDP", 47: "GRE", 50: "ESP"}
	i, ok := n.integer()
	if name, known := names[i]; ok && known {
		return textOf(name)
	}
	return n.enum()
}
