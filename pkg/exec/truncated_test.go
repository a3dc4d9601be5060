package exec

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
)

func wantTruncated(t *testing.T, got Result, err error, output string) {
	t.Helper()
	if !errors.Is(err, ErrTruncated) {
		t.Errorf("error %v, want %v", err, ErrTruncated)
	}
	if got.ExitCode != Unknown {
		t.Errorf("exit code %d of a command that nobody saw end", got.ExitCode)
	}
	if string(got.Stdout) != output {
		t.Errorf("output %q, want what had arrived: %q", got.Stdout, output)
	}
}

func TestRunWithCutConnection(t *testing.T) {
	half := func(p process) error {
		fmt.Fprint(p.stdout, "first half")
		time.Sleep(200 * time.Millisecond) // a reset overtakes what is still on its way
		p.server.cut()
		return nil
	}
	overBoth(t, half, func(t *testing.T, server *apiServer, pod *Pod) {
		got, err := pod.Run(t.Context(), web(), Command{Argv: []string{"ps"}})
		wantTruncated(t, got, err, "first half")
	})
}

// A proxy may close in order although the command has not ended.
func TestRunWithoutStatus(t *testing.T) {
	server, pod := serve(t, false, func(p process) error {
		fmt.Fprint(p.stdout, "first half")
		return errSilent
	})
	got, err := pod.Run(t.Context(), web(), Command{Argv: []string{"ps"}})
	wantTruncated(t, got, err, "first half")

	// This is why WebSocket is spoken here. When it fails, client-go's own
	// executor has learnt to tell, and can be used.
	executor, err := remotecommand.NewWebSocketExecutor(&rest.Config{Host: server.URL}, http.MethodGet,
		server.URL+"/api/v1/namespaces/shop/pods/cart-0/exec?stdout=true")
	if err != nil {
		t.Fatal(err)
	}
	if err := executor.StreamWithContext(t.Context(), remotecommand.StreamOptions{Stdout: &strings.Builder{}}); err != nil {
		t.Errorf("client-go says %v, no longer nil", err)
	}
}

// TestRunWithFrames plays servers that speak the protocol wrongly or stop in the
// middle of it.
func TestRunWithFrames(t *testing.T) {
	success, err := json.Marshal(statusOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	stdout := append([]byte{1}, "out"...)
	tests := map[string]struct {
		frames [][]byte
		kind   int
		code   int // of the close frame
	}{
		"half a status":              {frames: [][]byte{stdout, append([]byte{3}, success[:len(success)/2]...)}},
		"no JSON":                    {frames: [][]byte{stdout, []byte("\x03oops")}},
		"JSON but no status":         {frames: [][]byte{stdout, []byte("\x03{}")}},
		"status, then an error":      {frames: [][]byte{stdout, append([]byte{3}, success...)}, code: websocket.CloseInternalServerErr},
		"going away":                 {frames: [][]byte{stdout}, code: websocket.CloseGoingAway},
		"message without a stream":   {frames: [][]byte{stdout, {}}},
		"text where bytes should be": {frames: [][]byte{stdout, []byte("hello")}, kind: websocket.TextMessage},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			host := frameServer(t, func(conn *websocket.Conn) {
				kind := websocket.BinaryMessage
				for i, frame := range test.frames {
					if i > 0 && test.kind != 0 {
						kind = test.kind
					}
					conn.WriteMessage(kind, frame)
				}
				closeWith(conn, test.code)
			})
			got, err := connectTo(t, host).Run(t.Context(), web(), Command{Argv: []string{"ps"}})
			wantTruncated(t, got, err, "out")
		})
	}
}

// A server may know more streams than this client, and split the status.
func TestRunWithUnusualFrames(t *testing.T) {
	status, err := json.Marshal(statusOf(exited(4)))
	if err != nil {
		t.Fatal(err)
	}
	host := frameServer(t, func(conn *websocket.Conn) {
		for _, frame := range [][]byte{{1}, {9, 'x'}, append([]byte{3}, status[:9]...), append([]byte{3}, status[9:]...)} {
			conn.WriteMessage(websocket.BinaryMessage, frame)
		}
		closeWith(conn, 0)
	})
	got, err := connectTo(t, host).Run(t.Context(), web(), Command{Argv: []string{"ps"}})
	if err != nil || got.ExitCode != 4 {
		t.Errorf("exit code %d, error %v; want 4", got.ExitCode, err)
	}
}

func frameServer(t *testing.T, talk func(*websocket.Conn)) (host string) {
	t.Helper()
	verifyNoLeak(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		upgrader := websocket.Upgrader{Subprotocols: []string{"v5.channel.k8s.io"}}
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		talk(conn)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func closeWith(conn *websocket.Conn, code int) {
	if code == 0 {
		code = websocket.CloseNormalClosure
	}
	conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""))
	conn.ReadMessage() // until the client has closed as well
}

func TestRunWithFlood(t *testing.T) {
	const limit, flood = 1 << 20, 128 << 20
	var grown int64
	run := func(p process) error {
		before := live()
		block := make([]byte, 64<<10)
		for range flood / len(block) {
			if _, err := p.stdout.Write(block); err != nil {
				return err
			}
		}
		grown = live() - before
		return exited(5)
	}
	overBoth(t, run, func(t *testing.T, server *apiServer, pod *Pod) {
		got, err := pod.Run(t.Context(), web(), Command{Argv: []string{"yes"}, Limits: Limits{Stdout: limit, Timeout: 10 * time.Minute}})
		if err != nil {
			t.Fatal(err)
		}
		if got.ExitCode != 5 || len(got.Stdout) != limit || !got.StdoutCut {
			t.Errorf("exit code %d, %d bytes, cut: %t", got.ExitCode, len(got.Stdout), got.StdoutCut)
		}
		// SPDY alone keeps some megabytes of frames under way.
		if grown > flood/4 {
			t.Errorf("%d bytes of output held %d bytes of memory", flood, grown)
		}
	})
}

// live is how much memory is in use after a collection.
func live() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
