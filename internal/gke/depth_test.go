package gke_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/gke"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// waves holds every request back until no other comes, and lets all go together:
// what was asked in one wave did not wait for an answer of that wave.
type waves struct {
	next    http.Handler
	mu      sync.Mutex
	pending []chan struct{}
	quiet   *time.Timer
	count   int
}

func (w *waves) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	const calm = 100 * time.Millisecond
	own := make(chan struct{})
	w.mu.Lock()
	w.pending = append(w.pending, own)
	if w.quiet == nil {
		w.quiet = time.AfterFunc(calm, w.release)
	} else {
		w.quiet.Reset(calm)
	}
	w.mu.Unlock()
	<-own
	w.next.ServeHTTP(out, r)
}

func (w *waves) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count++
	for _, one := range w.pending {
		close(one)
	}
	w.pending = nil
}

// At most four round trips wait for one another, so that a far cluster is slow
// but not unbearable.
func TestRoundTripsAreFewAndParallel(t *testing.T) {
	lost := cart()
	lost.Name = "cart-6d9f7c9b8-zzzzz"
	tests := map[string]struct {
		target threat.Target
		want   int
	}{
		"a pod that is there": {cart(), 3}, // the pod; its owner, node and log; the Deployment and the siblings
		"a pod that is gone":  {lost, 3},   // the pod; its suspects; the siblings
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrowd(10)
			c.objects["/apis/apps/v1/namespaces/shop/replicasets/cart-6d9f7c9b8"] = c.objects["/apis/apps/v1/namespaces/shop/replicasets/cart-5f7d"]
			server := &waves{next: c}
			got := gatherAll(t, connected(t, server, tt.target, gke.Options{Around: true}), threat.Finding{EventTime: morning(5).Time})
			if len(answer(t, got.Siblings).Pods) == 0 {
				t.Error("no sibling was found")
			}
			if server.count != tt.want {
				t.Errorf("%d round trips deep, want %d: %q", server.count, tt.want, c.asked)
			}
		})
	}
}
