package assess_test

import (
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

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
			look.Sockets = []threat.Socket{held("ESTABLISHED", 7)}
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
