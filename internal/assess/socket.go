package assess

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// connects reports whether a socket belongs to a connection of the finding.
// Sensors name the two ends from the view of the descriptor or of the process,
// so that a full pair counts in either direction.
func connects(claims []threat.Connection, s threat.Socket) bool {
	for _, claim := range claims {
		if !open(s) || !protocolFits(claim, s) {
			continue
		}
		if end(claim.DestinationIP.Raw(), claim.DestinationPort, s.DestinationIP, s.DestinationPort) {
			return true
		}
		if claim.SourceIP.Raw() != "" && claim.SourcePort != 0 &&
			end(claim.SourceIP.Raw(), claim.SourcePort, s.DestinationIP, s.DestinationPort) &&
			end(claim.DestinationIP.Raw(), claim.DestinationPort, s.SourceIP, s.SourcePort) {
			return true
		}
	}
	return false
}

// streams reports whether a standard stream leads over the socket to another host.
func streams(s threat.Socket) bool {
	to, err := netip.ParseAddr(s.DestinationIP)
	return err == nil && s.DestinationPort != 0 && !to.Unmap().IsLoopback() &&
		slices.ContainsFunc(s.FDs, func(fd int) bool { return fd <= 2 })
}

// open reports whether the socket can still carry data. One that was shut in one
// direction still hears the other side as long as a process holds it; without an
// inode it is the kernel's memory of a closed connection.
func open(s threat.Socket) bool {
	switch s.State {
	case "ESTABLISHED", "SYN_SENT", "SYN_RECV", "CLOSE_WAIT":
		return true
	case "FIN_WAIT1", "FIN_WAIT2", "CLOSING", "LAST_ACK":
		return s.Inode != 0
	}
	return s.Protocol == "udp" && s.DestinationPort != 0
}

func protocolFits(claim threat.Connection, s threat.Socket) bool {
	return claim.Protocol.Raw() == "" || strings.EqualFold(claim.Protocol.Raw(), s.Protocol)
}

// end compares an address and a port; a claim without a port fits every port.
func end(wantIP string, wantPort int, haveIP string, havePort int) bool {
	want, err := netip.ParseAddr(wantIP)
	if err != nil {
		return false
	}
	have, err := netip.ParseAddr(haveIP)
	if err != nil {
		return false
	}
	return want.Unmap() == have.Unmap() && (wantPort == 0 || wantPort == havePort)
}

func destination(s threat.Socket) untrusted.Text {
	if ip, err := netip.ParseAddr(s.DestinationIP); err == nil {
		return untrusted.From(netip.AddrPortFrom(ip.Unmap(), uint16(s.DestinationPort)).String())
	}
	return untrusted.From(s.DestinationIP + ":" + strconv.Itoa(s.DestinationPort))
}

func state(s threat.Socket) untrusted.Text { return untrusted.From(s.State) }

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}
