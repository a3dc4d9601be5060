//go:build linux

package walk

import (
	"strings"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestStats(t *testing.T) {
	tail := " 1 2 3 34816 5 4194304 0 0 0 0 150 50 0 0 20 0 3 0 1234 0 0 18446744073709551615 4096 8192" + strings.Repeat(" 0", 26) + "\n"
	tests := map[string]struct {
		data string
		want map[int]string // names
	}{
		"plain":                   {data: "7 (cat) S" + tail, want: map[int]string{7: "cat"}},
		"two":                     {data: "7 (cat) S" + tail + "8 (dog) R" + tail, want: map[int]string{7: "cat", 8: "dog"}},
		"spaces and parentheses":  {data: "7 (a) S (b) c) S" + tail, want: map[int]string{7: "a) S (b) c"}},
		"a record in the name":    {data: "7 (x) R 1\n9 (y) S" + tail + "8 (dog) R" + tail, want: map[int]string{7: "x) R 1\n9 (y", 8: "dog"}},
		"empty name":              {data: "7 () S" + tail, want: map[int]string{7: ""}},
		"the last one incomplete": {data: "7 (cat) S" + tail + "8 (dog) R 1 2", want: map[int]string{7: "cat"}},
		"no number":               {data: "x (cat) S" + tail, want: map[int]string{}},
		"a word among numbers":    {data: "7 (cat) S 1 2 x" + tail, want: map[int]string{}},
		"nothing":                 {data: "", want: map[int]string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := map[int]string{}
			for n, s := range stats([]byte(test.data), 1000) {
				got[n] = s.process.Command.Raw()
			}
			diff(t, "processes", test.want, got)
		})
	}
	s := stats([]byte("7 (cat) S"+tail), 1000)[7]
	want := threat.Process{
		PID: 7, ParentPID: 1, PGID: 2, SID: 3, TTY: "pts/0", State: "S", Command: s.process.Command,
		CPU: 2 * time.Second, Started: time.Unix(1012, 340_000_000).UTC(), Trust: threat.TrustContainer,
	}
	diff(t, "process", want, s.process)
	if s.threads != 3 || s.code != 4096 || s.flags != 4194304 {
		t.Errorf("threads %d, code %d, flags %d", s.threads, s.code, s.flags)
	}
}

func TestTerminal(t *testing.T) {
	for device, want := range map[int64]string{
		0: "", 34816: "pts/0", 34823: "pts/7", 136<<8 | 0x100000 | 5: "pts/261", 4<<8 | 1: "tty1", 4<<8 | 64: "ttyS0",
		5<<8 | 1: "console", 204<<8 | 64: "204:64",
	} {
		if got := terminal(device); got != want {
			t.Errorf("terminal(%d) = %q, want %q", device, got, want)
		}
	}
}

func TestSocketLines(t *testing.T) {
	rest := " 00000000:00000000 00:00000000 00000000     0        0 182930 1 0"
	tests := map[string]struct {
		protocol, line string
		want           threat.Socket
	}{
		"listening": {
			"tcp", "   0: 0100007F:83BF 00000000:0000 0A" + rest,
			threat.Socket{Inode: 182930, Protocol: "tcp", State: "LISTEN", SourceIP: "127.0.0.1", SourcePort: 33727},
		},
		"established": {
			"tcp", "   1: 0A0B0C0D:0050 0100A8C0:01BB 01" + rest,
			threat.Socket{
				Inode: 182930, Protocol: "tcp", State: "ESTABLISHED", SourceIP: "13.12.11.10", SourcePort: 80,
				DestinationIP: "192.168.0.1", DestinationPort: 443,
			},
		},
		"IPv6": {
			"tcp", "   2: B80D0120000000000000000001000000:0016 00000000000000000000000001000000:1000 01" + rest,
			threat.Socket{
				Inode: 182930, Protocol: "tcp", State: "ESTABLISHED", SourceIP: "2001:db8::1", SourcePort: 22,
				DestinationIP: "::1", DestinationPort: 4096,
			},
		},
		"IPv4 in IPv6": {
			"tcp", "   3: 0000000000000000FFFF00000100007F:0016 0000000000000000FFFF00000200000A:1000 08" + rest,
			threat.Socket{
				Inode: 182930, Protocol: "tcp", State: "CLOSE_WAIT", SourceIP: "127.0.0.1", SourcePort: 22,
				DestinationIP: "10.0.0.2", DestinationPort: 4096,
			},
		},
		"UDP": {
			"udp", "  77: 00000000:0044 00000000:0000 07" + rest,
			threat.Socket{Inode: 182930, Protocol: "udp", State: "UNCONN", SourceIP: "0.0.0.0", SourcePort: 68},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := socket(test.protocol, test.line)
			if !ok {
				t.Fatal("not read")
			}
			diff(t, "socket", test.want, got)
		})
	}
	for _, line := range []string{
		"", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
		"0: 0100007F:83BF 00000000:0000 FF" + rest, "0: 0100007:83BF 00000000:0000 0A" + rest, "0: 0100007F:183BF 00000000:0000 0A" + rest,
	} {
		if got, ok := socket("tcp", line); ok {
			t.Errorf("%q was read as %+v", line, got)
		}
	}
}

// TestExecutableFromMappings has a decoy mapped below the program.
func TestExecutableFromMappings(t *testing.T) {
	maps := "00010000-00011000 r--p 00000000 fe:00 5        /bin/decoy\n" +
		"00400000-00401000 r--p 00000000 fe:00 6        /tmp/.x/m\\012iner (deleted)\n" +
		"00401000-00500000 r-xp 00001000 fe:00 6        /tmp/.x/m\\012iner (deleted)\n"
	for code, want := range map[uint64]string{0x401000: "/tmp/.x/m\niner (deleted)", 0: "/bin/decoy", 0x900000: ""} {
		if got, ok := executable(maps, code); got != want || ok != (want != "") {
			t.Errorf("text at %#x: %q, %v, want %q", code, got, ok, want)
		}
	}
}

func TestPreloaded(t *testing.T) {
	shellMaps := "55d0-55e0 r-xp 00000000 fe:00 1  /usr/bin/dash\n7f00-7f01 r-xp 00000000 fe:00 1  /usr/lib/x86_64-linux-gnu/libc.so.6\n" +
		"7f10-7f11 r-xp 00000000 fe:00 1  /lib64/ld-linux-x86-64.so.2\n7f20-7f21 r--p 00000000 fe:00 1  /usr/lib/locale/C.utf8/LC_CTYPE\n" +
		"7fff-8000 r-xp 00000000 00:00 0  [vdso]\n"
	line := func(path string) string { return "7e00-7e01 r-xp 00000000 fe:00 9  " + path + "\n" }
	tests := map[string]struct {
		environment, file, maps string
		want                    []string
	}{
		"nothing":             {maps: shellMaps},
		"musl":                {maps: line("/bin/busybox") + line("/lib/ld-musl-x86_64.so.1")},
		"old libc":            {maps: line("/bin/bash") + line("/lib/x86_64-linux-gnu/libc-2.31.so") + line("/lib/x86_64-linux-gnu/libtinfo.so.6.2")},
		"environment":         {environment: " /usr/lib/libjemalloc.so.2 ", maps: shellMaps, want: []string{"/usr/lib/libjemalloc.so.2"}},
		"file":                {file: "/lib/x.so\n", maps: shellMaps, want: []string{"/lib/x.so"}},
		"a library elsewhere": {maps: shellMaps + line("/tmp/libc.so.6"), want: []string{"/tmp/libc.so.6"}},
		"an unknown library":  {maps: shellMaps + line("/usr/lib/libselinux-x.so.1"), want: []string{"/usr/lib/libselinux-x.so.1"}},
		"a deleted library":   {maps: shellMaps + line("/usr/lib/evil (deleted)"), want: []string{"/usr/lib/evil (deleted)"}},
		"no mappings":         {maps: "", want: []string{"/proc/self/maps"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			diff(t, "found", test.want, preloaded(test.environment, test.file, test.maps, true))
		})
	}
}

// TestThreadsOfTheKernelAreReadable is for a container in the node's namespace,
// where they are among the processes.
func TestThreadsOfTheKernelAreReadable(t *testing.T) {
	fields := func(flags string) string {
		return " 2 0 0 0 -1 " + flags + " 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0" + strings.Repeat(" 0", 28) + "\n"
	}
	for flags, want := range map[string]bool{"2129984": true, "4194304": false} {
		a := answer{
			stats: stats([]byte("9 (kworker/0:0-events_power_efficient) I"+fields(flags)), 1),
			args:  map[int][]byte{9: {}},
		}
		if got := a.understood(9); got != want {
			t.Errorf("a process without executable and with flags %s: understood %v, want %v", flags, got, want)
		}
	}
}
