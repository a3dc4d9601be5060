package walk

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// maxSockets bounds the sockets of one look.
const maxSockets = 100_000

// sockets reads /proc/net/tcp, tcp6, udp and udp6, in this order.
func sockets(tables [][]byte) (list []threat.Socket, capped bool) {
	for i, table := range tables {
		protocol := "tcp"
		if i >= 2 {
			protocol = "udp"
		}
		for line := range strings.Lines(string(table)) {
			if s, ok := socket(protocol, line); ok {
				list = append(list, s)
			}
			if len(list) >= maxSockets {
				return list, true
			}
		}
	}
	return list, false
}

// socket reads a line such as
// "0: 0100007F:83BF 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 182930 1 …".
func socket(protocol, line string) (s threat.Socket, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 10 || !strings.HasSuffix(fields[0], ":") {
		return s, false
	}
	source, sourcePort, ok := endpoint(fields[1])
	target, targetPort, ok2 := endpoint(fields[2])
	state, known := stateName(protocol, fields[3])
	inode, err := strconv.ParseUint(fields[9], 10, 64)
	if !ok || !ok2 || !known || err != nil {
		return s, false
	}
	s = threat.Socket{
		Inode: inode, Protocol: protocol, State: state,
		SourceIP: source.String(), SourcePort: sourcePort,
	}
	if targetPort != 0 || !target.IsUnspecified() {
		s.DestinationIP, s.DestinationPort = target.String(), targetPort
	}
	return s, true
}

// endpoint reads an address and port as the kernel prints them: the address as
// 32-bit words in the machine's byte order, which is little-endian on all
// architectures of GKE, and the port as a number. An IPv4 address in IPv6 form
// comes back as IPv4.
func endpoint(text string) (addr netip.Addr, port int, ok bool) {
	host, tail, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	number, err2 := strconv.ParseUint(tail, 16, 16)
	if err != nil || err2 != nil || len(raw) != 4 && len(raw) != 16 {
		return addr, 0, false
	}
	for i := 0; i < len(raw); i += 4 {
		binary.BigEndian.PutUint32(raw[i:], binary.LittleEndian.Uint32(raw[i:]))
	}
	addr, ok = netip.AddrFromSlice(raw)
	return addr.Unmap(), int(number), ok
}

// stateName names a state as netstat does, by the kernel's include/net/tcp_states.h.
// A UDP socket is either connected or not.
func stateName(protocol, code string) (name string, ok bool) {
	names := []string{
		"", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
		"CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "NEW_SYN_RECV", "BOUND_INACTIVE",
	}
	number, err := strconv.ParseUint(code, 16, 8)
	switch {
	case err != nil || number == 0 || int(number) >= len(names):
		return "", false
	case protocol == "udp" && number == 7:
		return "UNCONN", true
	}
	return names[number], true
}

// join gives each process the sockets that its descriptors lead to, and returns
// those that no process holds.
func join(all []threat.Socket, processes []threat.Process, at places) (rest []threat.Socket) {
	byInode := make(map[uint64]threat.Socket, len(all))
	for _, s := range all {
		if s.Inode != 0 {
			byInode[s.Inode] = s
		}
	}
	held := map[uint64]bool{}
	for i := range processes {
		processes[i].Sockets = holding(at[processes[i].PID], byInode)
		for _, s := range processes[i].Sockets {
			held[s.Inode] = true
		}
	}
	for _, s := range all {
		if s.Inode == 0 || !held[s.Inode] {
			rest = append(rest, s)
		}
	}
	return rest
}
