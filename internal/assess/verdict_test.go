package assess_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestVerdictOfALook(t *testing.T) {
	tests := map[string]struct {
		finding threat.Finding
		live    []threat.Process
		hashes  map[int]string
		want    threat.Verdict
		matches map[int]threat.Match
	}{
		"the shell runs": {
			finding: reverseShell(), live: []threat.Process{shell()},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: 1, Reason: threat.MatchArguments}},
		},
		"the shell is gone, the server that was attacked runs": {
			finding: reverseShell(), want: threat.NotObserved,
		},
		"same pid, name and arguments, another executable": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.PID, p.Command, p.Executable = 30, text("bash"), text("/opt/decoy/bash")
			})},
			want: threat.NotObserved,
		},
		"same executable, other arguments": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Args, p.Started = texts("bash", "-c", "sleep 5"), event.Add(time.Hour)
			})},
			hashes: map[int]string{44: bashSum},
			want:   threat.NotObserved,
		},
		"the executable under another path": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args = text("/tmp/.x"), texts("kworker")
			})},
			hashes: map[int]string{44: bashSum},
			want:   threat.Active, matches: map[int]threat.Match{44: {Finding: 1, Reason: threat.MatchHash}},
		},
		"another name of the same program, from the start": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args, p.Started = text("/bin/sleep"), texts("sleep", "9"), started
			})},
			hashes: map[int]string{44: bashSum},
			want:   threat.NotObserved,
		},
		"another name of the same program, later": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args, p.Started = text("/bin/sleep"), texts("sleep", "9"), event.Add(time.Hour)
			})},
			hashes: map[int]string{44: bashSum},
			want:   threat.VerdictUnknown,
		},
		"another process holds the connection": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args, p.Sockets = text("/usr/bin/python3"), texts("python3"), []threat.Socket{held("ESTABLISHED", 7)}
			})},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: -1, Reason: threat.MatchSocket}},
		},
		"a closed connection is no connection": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Sockets = text("/usr/bin/curl"), []threat.Socket{held("FIN_WAIT2", 0)}
			})},
			want: threat.NotObserved,
		},
		"a connection that is shut in one direction": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Sockets = text("/usr/bin/curl"), []threat.Socket{held("FIN_WAIT2", 7)}
			})},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: -1, Reason: threat.MatchSocket}},
		},
		"the named parent runs from a deleted file": {
			finding: reverseShell(func(f *threat.Finding) {
				f.Processes[0].Binary.Path, f.Processes[0].Args = text("/tmp/x"), texts("/tmp/x", "run")
			}),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args, p.Started, p.Deleted = text("/tmp/x"), texts("/tmp/x", "run"), started, true
			})},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: 0, Reason: threat.MatchArguments}},
		},
		"a dropped executable under other arguments": {
			finding: reverseShell(func(f *threat.Finding) { f.Processes[1].Binary = threat.File{Path: text("/opt/imp")} }),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args, p.Deleted = text("/opt/imp"), texts("xxxx"), true
			})},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: 1, Reason: threat.MatchExecutable}},
		},
		"the shell replaced itself by one with other arguments": {
			finding: reverseShell(),
			live:    []threat.Process{shell(func(p *threat.Process) { p.Args = texts("bash", "--norc", "-i") })},
			want:    threat.VerdictUnknown,
		},
		"another program on a stream to another host": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				other := held("ESTABLISHED", 9)
				other.DestinationIP, other.FDs = "198.51.100.9", []int{0, 1, 2}
				p.Executable, p.Args, p.Sockets = text("/usr/bin/python3"), texts("python3"), []threat.Socket{other}
			})},
			want: threat.VerdictUnknown,
		},
		"what the shell started": {
			finding: reverseShell(),
			live: []threat.Process{
				shell(),
				{PID: 45, ParentPID: 44, Executable: text("/usr/bin/find"), Args: texts("find", "/")},
				{PID: 46, ParentPID: 45, Executable: text("/usr/bin/id"), Args: texts("id")},
			},
			want: threat.Active,
			matches: map[int]threat.Match{
				44: {Finding: 1, Reason: threat.MatchArguments},
				45: {Finding: 1, Reason: threat.MatchDescendant}, 46: {Finding: 1, Reason: threat.MatchDescendant},
			},
		},
		"a zombie of the shell": {
			finding: reverseShell(), live: []threat.Process{shell(func(p *threat.Process) { p.State = "Z" })},
			want: threat.NotObserved,
		},
		"arguments were not reported": {
			finding: reverseShell(func(f *threat.Finding) { f.Processes[1].Args = nil }),
			live:    []threat.Process{shell()}, want: threat.VerdictUnknown,
		},
		"arguments can't be read": {
			finding: reverseShell(), live: []threat.Process{shell(func(p *threat.Process) { p.Args = nil })},
			want: threat.VerdictUnknown,
		},
		"the program's name left out of the finding's arguments": {
			finding: reverseShell(func(f *threat.Finding) { f.Processes[1].Args = texts("-i") }),
			live:    []threat.Process{shell()},
			want:    threat.Active, matches: map[int]threat.Match{44: {Finding: 1, Reason: threat.MatchArguments}},
		},
		"an option is no program name": {
			finding: reverseShell(func(f *threat.Finding) { f.Processes[1].Args = texts("-i") }),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Args, p.Started = texts("bash"), event.Add(time.Hour)
			})},
			want: threat.NotObserved,
		},
		"arguments that the finding cut": {
			finding: reverseShell(func(f *threat.Finding) {
				f.Processes[1].Args, f.Processes[1].ArgsTruncated = texts("bash", "-c", "curl http"), true
			}),
			live: []threat.Process{shell(func(p *threat.Process) { p.Args = texts("bash", "-c", "curl https://example.com") })},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: 1, Reason: threat.MatchArguments}},
		},
		"the kernel's mark in the claimed path": {
			finding: reverseShell(func(f *threat.Finding) { f.Processes[1].Binary.Path = text("/memfd:x (deleted)") }),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Deleted = text("/memfd:x"), true
			})},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: 1, Reason: threat.MatchArguments}},
		},
		"a process that PID 1 took over after the event": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args, p.SID, p.Started = text("/usr/bin/curl"), texts("curl", "x"), 30, event.Add(time.Second)
			})},
			want: threat.VerdictUnknown,
		},
		"a parent that is described and a child that is not": {
			finding: reverseShell(func(f *threat.Finding) { f.Processes[1].Args, f.Processes[1].Binary = nil, threat.File{} }),
			want:    threat.VerdictUnknown,
		},
		"only a connection that no socket table shows": {
			finding: threat.Finding{EventTime: event, Connections: []threat.Connection{{DestinationIP: text("203.0.113.7"), Protocol: text("ICMP")}}},
			want:    threat.VerdictUnknown,
		},
		"a second process that is described too little": {
			finding: reverseShell(func(f *threat.Finding) { f.Processes = append(f.Processes, threat.ClaimedProcess{PID: 31}) }),
			want:    threat.VerdictUnknown,
		},
		"a finding that describes nothing": {
			finding: threat.Finding{EventTime: event}, want: threat.VerdictUnknown,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			evidence := container(tt.live...)
			evidence.Traces = threat.Answer(threat.Traces{Hashes: tt.hashes})
			got := assess.Evidence(tt.finding, evidence)
			if got.Verdict != tt.want {
				t.Errorf("verdict is %s, want %s (%v)", got.Verdict, tt.want, got.Reasons)
			}
			if diff := cmp.Diff(tt.matches, got.Matches); diff != "" && len(tt.matches)+len(got.Matches) > 0 {
				t.Errorf("matches (-want +got):\n%s", diff)
			}
			if len(got.Reasons) == 0 {
				t.Error("a verdict without evidence")
			}
		})
	}
}

func TestMalwareAsTheContainerItself(t *testing.T) {
	miner := threat.ClaimedProcess{PID: 9, Binary: threat.File{Path: text("/xmrig")}}
	evidence := container()
	look, _ := evidence.Look.Get()
	look.Processes = []threat.Process{{PID: 1, Executable: text("/xmrig"), Args: texts("/xmrig", "-o", "pool"), Started: started}}
	evidence.Look = threat.Answer(look)
	f := threat.Finding{EventTime: event, Processes: []threat.ClaimedProcess{miner}}
	if got := assess.Evidence(f, evidence).Verdict; got != threat.VerdictUnknown {
		t.Errorf("without arguments: %s, want unknown", got)
	}
	f.Processes[0].Args = texts("/xmrig", "-o", "pool")
	if got := assess.Evidence(f, evidence).Verdict; got != threat.Active {
		t.Errorf("with arguments: %s, want active", got)
	}
}

// TestServerInASharedNamespace has the pod's own process as PID 1, long before
// the server that was attacked.
func TestServerInASharedNamespace(t *testing.T) {
	evidence := container()
	look, _ := evidence.Look.Get()
	server := look.Processes[0]
	server.PID, server.ParentPID = 7, 1
	look.Processes = []threat.Process{{PID: 1, Executable: text("/pause"), Args: texts("/pause"), Started: started.Add(-time.Hour)}, server}
	evidence.Look = threat.Answer(look)
	if got := assess.Evidence(reverseShell(), evidence); got.Verdict != threat.NotObserved {
		t.Errorf("verdict is %s, want not-observed (%v)", got.Verdict, got.Reasons)
	}
}

func TestFlawedLooksProveNothing(t *testing.T) {
	for _, code := range []threat.FlawCode{
		threat.FlawCut, threat.FlawForged, threat.FlawHidden, threat.FlawUncounted,
		threat.FlawPreload, threat.FlawUnreadable, threat.FlawNoTools, threat.FlawCap,
	} {
		evidence := container()
		look, _ := evidence.Look.Get()
		look.Flaws = []threat.Flaw{{Code: code}}
		evidence.Look = threat.Answer(look)
		if got := assess.Evidence(reverseShell(), evidence).Verdict; got != threat.VerdictUnknown {
			t.Errorf("%s: verdict is %s, want unknown", code, got)
		}
	}
}

func TestWithoutALook(t *testing.T) {
	if got := assess.Evidence(reverseShell(), threat.Evidence{}).Verdict; got != threat.NotChecked {
		t.Errorf("nobody looked: %s, want not-checked", got)
	}
	failed := threat.Evidence{Look: threat.Missing[threat.Look](threat.NoTools, "no /bin/sh")}
	if got := assess.Evidence(reverseShell(), failed).Verdict; got != threat.VerdictUnknown {
		t.Errorf("the look failed: %s, want unknown", got)
	}
}
