package assess_test

import (
	"strings"
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
	claim := func(name, image, id string) threat.ClaimedContainer {
		return threat.ClaimedContainer{Name: text(name), Image: text(image), ImageID: text(id)}
	}
	const digest = "registry.example/basket@sha256:abc"
	tests := map[string]struct {
		claimed    []threat.ClaimedContainer
		ofPod      []threat.ClaimedContainer
		image, now string
		want       threat.ReasonCode
	}{
		"same digest":                      {claimed: []threat.ClaimedContainer{claim("basket", "", "sha256:abc")}, now: digest, want: threat.ImageSame},
		"another digest":                   {claimed: []threat.ClaimedContainer{claim("basket", "", "sha256:def")}, now: digest, want: threat.ImageOther},
		"the digest stands in the name":    {claimed: []threat.ClaimedContainer{claim("", digest, "")}, now: "sha256:abc", want: threat.ImageSame},
		"another container":                {claimed: []threat.ClaimedContainer{claim("proxy", "", "sha256:def")}, now: digest},
		"of the finding's pod":             {ofPod: []threat.ClaimedContainer{claim("basket", "", "sha256:abc")}, now: digest, want: threat.ImageSame},
		"its pod's before the finding's":   {ofPod: []threat.ClaimedContainer{claim("", "", "sha256:abc")}, claimed: []threat.ClaimedContainer{claim("", "", "sha256:def")}, now: digest, want: threat.ImageSame},
		"same name":                        {claimed: []threat.ClaimedContainer{claim("", "registry.example/basket:7", "")}, image: "registry.example/basket:7", now: digest, want: threat.ImageNameSame},
		"another tag":                      {claimed: []threat.ClaimedContainer{claim("", "registry.example/basket:7", "")}, image: "registry.example/basket:8", now: digest, want: threat.ImageNameOther},
		"the runtime's spelling":           {claimed: []threat.ClaimedContainer{claim("", "debian", "")}, image: "docker.io/library/debian:latest", want: threat.ImageNameSame},
		"the runtime's spelling of a user": {claimed: []threat.ClaimedContainer{claim("", "ana/tool:1", "")}, image: "docker.io/ana/tool:1", want: threat.ImageNameSame},
		"a port is no tag":                 {claimed: []threat.ClaimedContainer{claim("", "registry.example:5000/tool", "")}, image: "registry.example:5000/tool:latest", want: threat.ImageNameSame},
		"nothing claimed":                  {now: digest, image: "basket"},
		"nothing known":                    {claimed: []threat.ClaimedContainer{claim("", "basket", "sha256:abc")}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := reverseShell(func(f *threat.Finding) {
				f.Containers = tt.claimed
				f.Pods = []threat.ClaimedPod{{Name: text("other"), Containers: []threat.ClaimedContainer{claim("", "", "sha256:other")}}, {Name: text("basket-0"), Containers: tt.ofPod}}
			})
			pod, _ := podAt(started, started, 0).Get()
			pod.Name, pod.Container.ImageID, pod.Container.Image = text("basket-0"), text(tt.now), text(tt.image)
			var got threat.ReasonCode
			for _, reason := range assess.Evidence(f, threat.Evidence{Pod: threat.Answer(pod)}).TargetReasons {
				if strings.HasPrefix(string(reason.Code), "image-") {
					got = reason.Code
				}
			}
			if got != tt.want {
				t.Errorf("images: %q, want %q", got, tt.want)
			}
		})
	}
}
