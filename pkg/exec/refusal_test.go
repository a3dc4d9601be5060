package exec

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/rest"
	"k8s.io/streaming/pkg/httpstream/wsstream"
)

const (
	forbiddenStatus = `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",` +
		`"message":"pods \"cart-0\" is forbidden: User \"eve\" cannot create resource \"pods/exec\"",` +
		`"reason":"Forbidden","details":{"name":"cart-0","kind":"pods"},"code":403}`
	notFoundStatus = `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",` +
		`"message":"pods \"cart-0\" not found","reason":"NotFound","details":{"name":"cart-0","kind":"pods"},"code":404}`
	noContainerStatus = `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",` +
		`"message":"container web is not valid for pod cart-0","reason":"BadRequest","code":400}`
)

func TestRunRefused(t *testing.T) {
	const running = "running ls in container shop/cart-0/web: "
	tests := map[string]struct {
		code int
		body string
		is   func(error) bool
		kind error // of this package
		want string
	}{
		"forbidden": {
			code: 403, body: forbiddenStatus, is: apierrors.IsForbidden,
			want: running + `connecting: pods "cart-0" is forbidden: User "eve" cannot create resource "pods/exec"`,
		},
		"no such pod": {
			code: 404, body: notFoundStatus, is: apierrors.IsNotFound, kind: ErrPodGone,
			want: running + `no such pod: pods "cart-0" not found`,
		},
		"no such container": {
			code: 400, body: noContainerStatus, is: apierrors.IsBadRequest, kind: ErrNoContainer,
			want: running + "no such container in the pod: container web is not valid for pod cart-0",
		},
		"kubelet's own words": {
			code: 500, body: `container not found ("web")`, is: apierrors.IsInternalError, kind: ErrNotRunning,
			want: running + "the container is not running: the server answered 500 Internal Server Error " +
				`instead of upgrading the connection: "container not found (\"web\")"`,
		},
		"not signed in": {
			code: 401, body: "Unauthorized", is: apierrors.IsUnauthorized,
			want: running + "connecting: the server answered 401 Unauthorized instead of upgrading the connection: " +
				`"Unauthorized" (and over WebSocket: "websocket: bad handshake (401 Unauthorized): Unauthorized")`,
		},
		"no such path": {
			code: 404, body: "404 page not found", is: apierrors.IsNotFound,
			want: running + "connecting: the server answered 404 Not Found instead of upgrading the connection: " +
				`"404 page not found" (and over WebSocket: "websocket: bad handshake (404 Not Found): 404 page not found")`,
		},
		"nothing but a code": {
			code: 503, is: apierrors.IsServiceUnavailable,
			want: running + "connecting: the server answered 503 Service Unavailable instead of upgrading the connection" +
				` (and over WebSocket: "websocket: bad handshake (503 Service Unavailable)")`,
		},
		"success without an upgrade": {
			code: 200, body: "hello", is: func(err error) bool { return errors.As(err, new(*apierrors.StatusError)) },
			want: running + "connecting: the server answered 200 OK instead of upgrading the connection: " +
				`"hello" (and over WebSocket: "websocket: bad handshake (200 OK): hello")`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			pod := refuse(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(test.code)
				w.Write([]byte(test.body))
			})
			got, err := pod.Run(t.Context(), web(), Command{Argv: []string{"ls"}})
			if err == nil || err.Error() != test.want {
				t.Errorf("error\n%v\nwant\n%s", err, test.want)
			}
			if !test.is(err) {
				t.Errorf("the status is lost; reason %q", apierrors.ReasonForError(err))
			}
			if test.kind != nil && !errors.Is(err, test.kind) || test.kind == nil && errors.Is(err, ErrPodGone) {
				t.Errorf("kind of %v, want %v", err, test.kind)
			}
			if got.ExitCode != Unknown {
				t.Errorf("exit code %d of a command that never ran", got.ExitCode)
			}
		})
	}
}

// A page of HTML is cut, and so is its markup for terminals: errors are one line.
func TestRunRefusedWithHTML(t *testing.T) {
	pod := refuse(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		w.Write([]byte("<html>\n<body>\x1b[31m bad gateway" + strings.Repeat(" filler", 1<<20)))
	})
	_, err := pod.Run(t.Context(), web(), Command{Argv: []string{"ls"}})
	if err == nil {
		t.Fatal("a page of HTML is no success")
	}
	if text := err.Error(); len(text) > 1000 || strings.ContainsAny(text, "\n\x1b") || !strings.Contains(text, "502 Bad Gateway") {
		t.Errorf("error of %d bytes: %q", len(text), text)
	}
}

// Over WebSocket exec is a GET, which the user may not be allowed although the
// POST is, and the other way round.
func TestRunFallsBackWhereOnlyPostIsAllowed(t *testing.T) {
	server, _ := serve(t, false, func(process) error { return exited(7) })
	inner := server.Config.Handler
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wsstream.IsWebSocketRequest(r) {
			w.WriteHeader(http.StatusForbidden)
			w.Write([]byte(forbiddenStatus))
			return
		}
		inner.ServeHTTP(w, r)
	})
	got, err := connectTo(t, server.URL).Run(t.Context(), web(), Command{Argv: []string{"ls"}})
	if err != nil || got.ExitCode != 7 {
		t.Errorf("exit code %d, error %v; want 7", got.ExitCode, err)
	}
}

func TestRunFollowsNoRedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the request, with its credentials, has gone to another host")
	}))
	t.Cleanup(elsewhere.Close)
	pod := refuse(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	if _, err := pod.Run(t.Context(), web(), Command{Argv: []string{"ls"}}); err == nil {
		t.Error("a redirect is no success")
	}
}

func refuse(t *testing.T, handler http.HandlerFunc) *Pod {
	t.Helper()
	verifyNoLeak(t)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return connectTo(t, server.URL)
}

// A server that takes the connection and says nothing must not hold Run.
func TestRunWithSilentServer(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"to WebSocket": func(w http.ResponseWriter, r *http.Request) { waitForClient(w, "") },
		"to SPDY": func(w http.ResponseWriter, r *http.Request) {
			if wsstream.IsWebSocketRequest(r) {
				http.Error(w, "no", http.StatusBadRequest)
				return
			}
			waitForClient(w, "")
		},
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			wantTooLate(t, refuse(t, handler))
		})
	}
}

// Here a goroutine of spdystream stays for 30 seconds, which nothing can end.
func TestRunWithSilentServerAfterUpgrade(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wsstream.IsWebSocketRequest(r) {
			http.Error(w, "no", http.StatusBadRequest)
			return
		}
		waitForClient(w, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"+
			"X-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n")
	}))
	t.Cleanup(server.Close)
	wantTooLate(t, connectTo(t, server.URL))
}

func wantTooLate(t *testing.T, pod *Pod) {
	t.Helper()
	began := time.Now()
	_, err := pod.Run(t.Context(), web(), Command{Argv: []string{"ls"}, Limits: Limits{Timeout: 300 * time.Millisecond}})
	const want = "running ls in container shop/cart-0/web: no end within 300ms: context deadline exceeded"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("came back after %s", took)
	}
}

// waitForClient says no more than words, and stays until the client has gone.
func waitForClient(w http.ResponseWriter, words string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	conn.Write([]byte(words))
	for buffer := make([]byte, 1024); err == nil; {
		_, err = conn.Read(buffer)
	}
}

func TestRunWithoutServer(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	_, err := connectTo(t, closed.URL).Run(t.Context(), web(), Command{Argv: []string{"ls"}})
	var refused *net.OpError
	if !errors.As(err, &refused) {
		t.Errorf("error %v, want one of the network", err)
	}
}

// What is wrapped around the transport, such as a guard, sees every request and
// is heard when it refuses one.
func TestRunThroughWrappedTransport(t *testing.T) {
	errGuard := errors.New("not with me")
	for method, answer := range map[string]int{http.MethodGet: 0, http.MethodPost: http.StatusBadRequest} {
		t.Run(method, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(answer)
			}))
			t.Cleanup(server.Close)
			config := &rest.Config{Host: server.URL + "/prefix"}
			config.Wrap(func(inner http.RoundTripper) http.RoundTripper {
				return roundTrip(func(r *http.Request) (*http.Response, error) {
					if want := "/prefix/api/v1/namespaces/shop/pods/cart-0/exec"; r.URL.Path != want {
						t.Errorf("path %s, want %s", r.URL.Path, want)
					}
					if r.Method == method {
						return nil, errGuard
					}
					return inner.RoundTrip(r)
				})
			})
			pod, err := NewPod(config)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := pod.Run(t.Context(), web(), Command{Argv: []string{"ls"}}); !errors.Is(err, errGuard) {
				t.Errorf("error %v, want %v", err, errGuard)
			}
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNewPodWithoutAddress(t *testing.T) {
	if _, err := NewPod(&rest.Config{Host: "://"}); err == nil {
		t.Error("an address that is none was accepted")
	}
}
