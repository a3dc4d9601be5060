package assess_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

var (
	started = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	event   = started.Add(72 * time.Hour)
	bashSum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)

// reverseShell is a finding of a server that was made to start bash -i.
func reverseShell(change ...func(*threat.Finding)) threat.Finding {
	f := threat.Finding{
		EventTime: event,
		Processes: []threat.ClaimedProcess{
			{PID: 17, Binary: threat.File{Path: text("/srv/server")}, Args: texts("/srv/server")},
			{PID: 30, ParentPID: 17, Binary: threat.File{Path: text("/bin/bash"), SHA256: text(bashSum)}, Args: texts("bash", "-i")},
		},
		Connections: []threat.Connection{{DestinationIP: text("203.0.113.77"), DestinationPort: 4444}},
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

// container is the look at the finding's container with more processes beside the server.
func container(more ...threat.Process) threat.Evidence {
	server := threat.Process{PID: 1, Executable: text("/srv/server"), Args: texts("/srv/server"), Started: started}
	look := threat.Look{Rung: threat.Exec, Trust: threat.TrustContainer, Processes: append([]threat.Process{server}, more...)}
	return threat.Evidence{Pod: podAt(started, started, 0), Look: threat.Answer(look)}
}

func podAt(created, running time.Time, restarts int) threat.Found[threat.PodState] {
	return threat.Answer(threat.PodState{
		Phase: text("Running"), Created: created,
		Container: threat.ContainerState{Name: text("basket"), State: threat.Running, Started: running, Restarts: restarts},
	})
}

func shell(change ...func(*threat.Process)) threat.Process {
	p := threat.Process{PID: 44, ParentPID: 1, Executable: text("/usr/bin/bash"), Args: texts("bash", "-i"), Started: event}
	for _, c := range change {
		c(&p)
	}
	return p
}

func text(s string) untrusted.Text { return untrusted.From(s) }

func texts(list ...string) []untrusted.Text { return untrusted.All(list) }

func held(state string) threat.Socket {
	return threat.Socket{Protocol: "tcp", State: state, SourceIP: "10.88.0.9", SourcePort: 51866,
		DestinationIP: "203.0.113.77", DestinationPort: 4444}
}

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
			live:    []threat.Process{shell(func(p *threat.Process) { p.Args = texts("bash", "-c", "sleep 5") })},
			hashes:  map[int]string{44: bashSum},
			want:    threat.NotObserved,
		},
		"the executable under another path": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args = text("/tmp/.x"), texts("kworker")
			})},
			hashes: map[int]string{44: bashSum},
			want:   threat.Active, matches: map[int]threat.Match{44: {Finding: 1, Reason: threat.MatchHash}},
		},
		"another process holds the connection": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Args, p.Sockets = text("/usr/bin/python3"), texts("python3"), []threat.Socket{held("ESTABLISHED")}
			})},
			want: threat.Active, matches: map[int]threat.Match{44: {Finding: -1, Reason: threat.MatchSocket}},
		},
		"a closed connection is no connection": {
			finding: reverseShell(),
			live: []threat.Process{shell(func(p *threat.Process) {
				p.Executable, p.Sockets = text("/usr/bin/curl"), []threat.Socket{held("FIN_WAIT2")}
			})},
			want: threat.NotObserved,
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
			live:    []threat.Process{shell(func(p *threat.Process) { p.Args = texts("bash") })},
			want:    threat.NotObserved,
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

func TestTraces(t *testing.T) {
	dropped := threat.TraceFile{Path: text("/tmp/.kworker"), Changed: event}
	tests := map[string]struct {
		change func(*threat.Evidence)
		want   threat.Verdict
	}{
		"a file that came after the start": {func(e *threat.Evidence) {
			e.Traces = threat.Answer(threat.Traces{Files: []threat.TraceFile{dropped}})
		}, threat.TracesLeft},
		"a file of the image": {func(e *threat.Evidence) {
			e.Traces = threat.Answer(threat.Traces{Files: []threat.TraceFile{{Path: text("/bin/bash"), Changed: started.Add(-time.Hour)}}})
		}, threat.NotObserved},
		"a connection that no listed process holds": {func(e *threat.Evidence) {
			look, _ := e.Look.Get()
			look.Sockets = []threat.Socket{held("ESTABLISHED")}
			e.Look = threat.Answer(look)
		}, threat.TracesLeft},
		"a file whose age can't be told": {func(e *threat.Evidence) {
			e.Traces = threat.Answer(threat.Traces{Files: []threat.TraceFile{{Path: text("/tmp/.kworker")}}})
		}, threat.VerdictUnknown},
		"a file beside a pod that can't be read": {func(e *threat.Evidence) {
			e.Pod = threat.Missing[threat.PodState](threat.Denied, "pods get")
			e.Traces = threat.Answer(threat.Traces{Files: []threat.TraceFile{dropped}})
		}, threat.VerdictUnknown},
		"a file on a volume of a container that was restarted": {func(e *threat.Evidence) {
			e.Pod = podAt(started, event.Add(time.Hour), 1)
			look, _ := e.Look.Get()
			look.Processes[0].Started = event.Add(time.Hour)
			e.Look = threat.Answer(look)
			e.Traces = threat.Answer(threat.Traces{Files: []threat.TraceFile{{Path: text("/data/x"), Changed: event}}})
		}, threat.VerdictUnknown},
		"another container than the status is about": {func(e *threat.Evidence) {
			look, _ := e.Look.Get()
			look.Processes[0].Started = event.Add(time.Minute)
			e.Look = threat.Answer(look)
		}, threat.VerdictUnknown},
		"executables that could not be hashed": {func(e *threat.Evidence) {
			e.Traces = threat.Answer(threat.Traces{Unread: []int{1}})
		}, threat.VerdictUnknown},
		"an answer about files that was cut": {func(e *threat.Evidence) {
			e.Traces = threat.Answer(threat.Traces{Flaws: []threat.Flaw{{Code: threat.FlawCut}}})
		}, threat.VerdictUnknown},
		"no tool to hash with": {func(e *threat.Evidence) {
			e.Traces = threat.Missing[threat.Traces](threat.NoTools, "sha256sum")
		}, threat.VerdictUnknown},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			evidence := container()
			tt.change(&evidence)
			if got := assess.Evidence(reverseShell(), evidence); got.Verdict != tt.want {
				t.Errorf("verdict is %s, want %s (%v)", got.Verdict, tt.want, got.Reasons)
			}
		})
	}
}
