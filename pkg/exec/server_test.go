package exec

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/go-logr/logr"
	"go.uber.org/goleak"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	kubelet "k8s.io/cri-streaming/pkg/streaming/remotecommand"
	"k8s.io/klog/v2"
	"k8s.io/streaming/pkg/httpstream/wsstream"
)

func TestMain(m *testing.M) {
	// The servers log each broken connection, and here many are broken.
	klog.SetLogger(logr.Discard())
	os.Exit(m.Run())
}

func web() Container { return Container{Namespace: "shop", Pod: "cart-0", Name: "web"} }

// program plays what runs in the container. Its error is the exit code, if it
// is an exited, and else what the runtime says.
type program func(p process) error

type process struct {
	argv           []string
	stdin          io.Reader
	stdout, stderr io.Writer // no stderr with a TTY
	tty            bool
	sizes          <-chan kubelet.TerminalSize
	server         *apiServer
}

// exited is what the kubelet takes for an exit code.
type exited int

func (e exited) String() string  { return e.Error() }
func (e exited) Error() string   { return fmt.Sprintf("exit code %d", int(e)) }
func (e exited) Exited() bool    { return true }
func (e exited) ExitStatus() int { return int(e) }

// errSilent lets the server close the connection without any status.
var errSilent = errors.New("no status")

// apiServer answers the exec subresource as an API server does: WebSocket with
// the server that it uses itself, and SPDY with the kubelet's.
type apiServer struct {
	*httptest.Server
	run         program
	noWebSocket bool

	mu    sync.Mutex
	conns []net.Conn
	asked []string // "METHOD container"
}

// serve starts a server and returns it with a Runner that speaks to it. Both
// must be gone at the end of the test, with all their goroutines.
func serve(t *testing.T, noWebSocket bool, run program) (*apiServer, *Pod) {
	t.Helper()
	verifyNoLeak(t)
	a := &apiServer{run: run, noWebSocket: noWebSocket}
	a.Server = httptest.NewUnstartedServer(http.HandlerFunc(a.exec))
	a.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateNew {
			a.mu.Lock()
			a.conns = append(a.conns, conn)
			a.mu.Unlock()
		}
	}
	a.Start()
	t.Cleanup(func() {
		a.cut()
		a.Close()
	})
	return a, connectTo(t, a.URL)
}

func connectTo(t *testing.T, host string) *Pod {
	t.Helper()
	pod, err := NewPod(&rest.Config{Host: host})
	if err != nil {
		t.Fatal(err)
	}
	return pod
}

// verifyNoLeak fails the test if it leaves goroutines behind. It is patient,
// because the end of a connection takes its time on the side of the servers.
func verifyNoLeak(t *testing.T) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		var leak error
		for range 10 {
			if leak = goleak.Find(before); leak == nil {
				return
			}
		}
		t.Error(leak)
	})
}

// cut breaks all connections without a word of goodbye.
func (a *apiServer) cut() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, conn := range a.conns {
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		conn.Close()
	}
}

func (a *apiServer) requests() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.asked...)
}

func (a *apiServer) exec(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.asked = append(a.asked, r.Method+" "+r.URL.Path+" "+r.FormValue("container"))
	a.mu.Unlock()
	if !wsstream.IsWebSocketRequest(r) {
		options := &kubelet.Options{
			Stdin: r.FormValue("stdin") == "true", Stdout: true,
			Stderr: r.FormValue("stderr") == "true", TTY: r.FormValue("tty") == "true",
		}
		kubelet.ServeExec(w, r, a, "", "", "", r.Form["command"], options,
			time.Minute, 10*time.Second, kubelet.SupportedStreamingProtocols)
		return
	}
	if a.noWebSocket {
		http.Error(w, "no WebSocket here", http.StatusBadRequest)
		return
	}
	a.overWebSocket(w, r)
}

// ExecInContainer is what the kubelet's server calls.
func (a *apiServer) ExecInContainer(_ context.Context, _, _, _ string, argv []string, in io.Reader,
	out, err io.WriteCloser, tty bool, sizes <-chan kubelet.TerminalSize, _ time.Duration,
) error {
	return a.run(process{argv: argv, stdin: in, stdout: out, stderr: err, tty: tty, sizes: sizes, server: a})
}

func (a *apiServer) overWebSocket(w http.ResponseWriter, r *http.Request) {
	conn := wsstream.NewConn(map[string]wsstream.ChannelProtocolConfig{
		"v5.channel.k8s.io": {Binary: true, Channels: []wsstream.ChannelType{
			wsstream.ReadChannel, wsstream.WriteChannel, wsstream.WriteChannel, wsstream.WriteChannel, wsstream.ReadChannel,
		}},
	})
	_, streams, err := conn.Open(w, r)
	if err != nil {
		return
	}
	defer conn.Close()
	streams[1].Write(nil)
	p := process{argv: r.Form["command"], stdin: streams[0], stdout: streams[1], stderr: streams[2], server: a}
	if p.tty = r.FormValue("tty") == "true"; p.tty {
		p.stderr, p.sizes = nil, sizesFrom(streams[4])
	}
	err = a.run(p)
	if errors.Is(err, errSilent) {
		return
	}
	status, _ := json.Marshal(statusOf(err))
	streams[3].Write(status)
}

// sizesFrom reads the messages of the resize stream.
func sizesFrom(stream io.Reader) <-chan kubelet.TerminalSize {
	sizes := make(chan kubelet.TerminalSize)
	go func() {
		defer close(sizes)
		for decoder := json.NewDecoder(stream); ; {
			var size kubelet.TerminalSize
			if decoder.Decode(&size) != nil {
				return
			}
			sizes <- size
		}
	}()
	return sizes
}

// statusOf is what the API server makes of the outcome.
func statusOf(err error) metav1.Status {
	var code exited
	switch {
	case err == nil:
		return metav1.Status{Status: metav1.StatusSuccess}
	case errors.As(err, &code):
		return metav1.Status{Status: metav1.StatusFailure, Reason: "NonZeroExitCode", Details: &metav1.StatusDetails{
			Causes: []metav1.StatusCause{{Type: "ExitCode", Message: fmt.Sprint(int(code))}},
		}}
	}
	return metav1.Status{
		Status: metav1.StatusFailure, Reason: metav1.StatusReasonInternalError, Code: http.StatusInternalServerError,
		Message: "Internal error occurred: Internal error occurred: error executing command in container: " + err.Error(),
	}
}

// overBoth runs a test over WebSocket and over the fallback.
func overBoth(t *testing.T, run program, test func(t *testing.T, server *apiServer, pod *Pod)) {
	t.Helper()
	for name, noWebSocket := range map[string]bool{"websocket": false, "spdy": true} {
		t.Run(name, func(t *testing.T) {
			server, pod := serve(t, noWebSocket, run)
			test(t, server, pod)
		})
	}
}

// newServer starts a server of one handler and returns its address.
func newServer(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// acceptKey is the server's proof that it speaks WebSocket (RFC 6455, 4.2.2).
func acceptKey(r *http.Request) string {
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}
