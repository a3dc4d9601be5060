package assess_test

import (
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/assess"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestTargetState(t *testing.T) {
	ended := func(state string, restarts int) threat.Found[threat.PodState] {
		pod, _ := podAt(started, time.Time{}, restarts).Get()
		pod.Container.State = state
		return threat.Answer(pod)
	}
	tests := map[string]struct {
		pod  threat.Found[threat.PodState]
		want threat.TargetState
	}{
		"older than the event":                 {podAt(started, started, 0), threat.Same},
		"restarted before the event":           {podAt(started, event.Add(-time.Minute), 3), threat.Same},
		"restarted in the second of the event": {podAt(started, event, 1), threat.TargetUnknown},
		"restarted after the event":            {podAt(started, event.Add(time.Second), 1), threat.Restarted},
		"first container within clock skew":    {podAt(event.Add(-time.Second), event.Add(2*time.Second), 0), threat.TargetUnknown},
		"namesake of a stateful set":           {podAt(event.Add(time.Minute), event.Add(time.Minute), 0), threat.Replaced},
		"pod within clock skew":                {podAt(event.Add(3*time.Second), event.Add(4*time.Second), 0), threat.TargetUnknown},
		"crash loop":                           {ended(threat.Waiting, 4), threat.Restarted},
		"container ended for good":             {ended(threat.Terminated, 0), threat.TargetGone},
		"pod deleted":                          {threat.Missing[threat.PodState](threat.Gone, "pods \"a\" not found"), threat.TargetGone},
		"pod may not be read":                  {threat.Missing[threat.PodState](threat.Denied, "pods get"), threat.TargetUnknown},
		"nobody asked":                         {threat.Found[threat.PodState]{}, threat.TargetUnknown},
		"no such container in the pod":         {ended("", 0), threat.TargetUnknown},
		"pod that finished":                    {threat.Answer(threat.PodState{Phase: text("Succeeded"), Created: started}), threat.TargetGone},
		"container much younger, no restarts":  {podAt(started, event.Add(time.Hour), 0), threat.Restarted},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := assess.Evidence(reverseShell(), threat.Evidence{Pod: tt.pod})
			if got.Target != tt.want {
				t.Errorf("state is %s, want %s (%v)", got.Target, tt.want, got.TargetReasons)
			}
		})
	}
}

func TestImagesAreCompared(t *testing.T) {
	for claim, want := range map[string]threat.ReasonCode{"sha256:abc": threat.ImageSame, "sha256:def": threat.ImageOther} {
		f := reverseShell(func(f *threat.Finding) {
			f.Containers = []threat.ClaimedContainer{{Name: text("basket"), ImageID: text(claim)}}
		})
		pod, _ := podAt(started, started, 0).Get()
		pod.Container.ImageID = text("registry.example/basket@sha256:abc")
		found := false
		for _, reason := range assess.Evidence(f, threat.Evidence{Pod: threat.Answer(pod)}).TargetReasons {
			found = found || reason.Code == want
		}
		if !found {
			t.Errorf("%s: no %s", claim, want)
		}
	}
}
