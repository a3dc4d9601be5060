package plugin

import (
	"errors"
	"fmt"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/investigate"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestVerdictStatus(t *testing.T) {
	several := threat.Pod{Name: "a", Others: []threat.PodName{{Name: "b"}}}
	tests := map[string]struct {
		target  threat.Target
		state   threat.TargetState
		verdict threat.Verdict
		want    int
	}{
		"clear":                             {threat.Pod{}, threat.Same, threat.NotObserved, 0},
		"active":                            {threat.Pod{}, threat.Same, threat.Active, 10},
		"traces":                            {threat.Pod{}, threat.Same, threat.TracesLeft, 10},
		"active in a restarted container":   {threat.Pod{}, threat.Restarted, threat.Active, 10},
		"nobody looked":                     {threat.Pod{}, threat.Same, threat.NotChecked, 11},
		"can't tell":                        {threat.Pod{}, threat.Same, threat.VerdictUnknown, 11},
		"clear, but is it the container?":   {threat.Pod{}, threat.TargetUnknown, threat.NotObserved, 11},
		"clear, but there are further pods": {several, threat.Same, threat.NotObserved, 11},
		"restarted":                         {threat.Pod{}, threat.Restarted, threat.NotObserved, 12},
		"gone":                              {threat.Pod{}, threat.TargetGone, threat.NotChecked, 12},
		"replaced":                          {threat.Pod{}, threat.Replaced, threat.NotObserved, 12},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := investigate.Outcome{Target: tt.target, Assessment: threat.Assessment{Target: tt.state, Verdict: tt.verdict}}
			if got := statusFor(verdictStatus(o)); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
		})
	}
}

func TestLookStatus(t *testing.T) {
	missing := func(reason threat.GapReason) threat.Evidence {
		return threat.Evidence{Look: threat.Missing[threat.Look](reason, "why")}
	}
	tests := map[string]struct {
		outcome investigate.Outcome
		want    int
	}{
		"looked":                    {investigate.Outcome{Target: threat.Pod{}}, 0},
		"exec denied":               {investigate.Outcome{Target: threat.Pod{}, Evidence: missing(threat.Denied)}, 4},
		"no shell":                  {investigate.Outcome{Target: threat.Pod{}, Evidence: missing(threat.NoTools)}, 1},
		"gone while looking":        {investigate.Outcome{Target: threat.Pod{}, Evidence: missing(threat.Gone)}, 3},
		"pod replaced":              {investigate.Outcome{Target: threat.Pod{}, Assessment: threat.Assessment{Target: threat.Replaced}}, 3},
		"node only":                 {investigate.Outcome{Target: threat.Node{Name: "n"}}, 5},
		"node only, no way there":   {investigate.Outcome{Target: threat.Node{Name: "n"}, ConnectErr: errors.New("no")}, 5},
		"nothing named":             {investigate.Outcome{TargetError: errors.New("names nothing")}, 5},
		"Cloud Run":                 {investigate.Outcome{Target: threat.CloudRun{Kind: threat.Service, Name: "shop"}}, 7},
		"a way that fails":          {investigate.Outcome{Target: threat.Pod{}, ConnectErr: errors.New("no")}, 1},
		"a way that is not allowed": {investigate.Outcome{Target: threat.Pod{}, ConnectErr: fmt.Errorf("x: %w", deniedError{})}, 4},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := statusFor(lookError(tt.outcome, report.Report{})); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
		})
	}
}

type deniedError struct{}

func (deniedError) Error() string               { return "may not" }
func (deniedError) GapReason() threat.GapReason { return threat.Denied }

func statusFor(err error) int {
	if err == nil {
		return exitDone
	}
	return exitStatus(err)
}
