package exec

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"k8s.io/streaming/pkg/httpstream/wsstream"
)

// A terminal has its sizes in order, one stream of output and an exit code.
func TestInteractOnTerminal(t *testing.T) {
	shell := func(p process) error {
		lines := make(chan string, 1)
		go func() { // the server hands on no size while its input waits for a reader
			line, _ := bufio.NewReader(p.stdin).ReadString('\r')
			lines <- line
		}()
		fmt.Fprintf(p.stdout, "tty %t, stderr %t", p.tty, p.stderr != nil)
		for size := range p.sizes {
			fmt.Fprintf(p.stdout, ", %dx%d", size.Width, size.Height)
			if size.Width == 100 {
				break
			}
		}
		fmt.Fprintf(p.stdout, ", %q", <-lines)
		return exited(42)
	}
	overBoth(t, shell, func(t *testing.T, _ *apiServer, pod *Pod) {
		sizes := make(chan Size, 2)
		sizes <- Size{80, 24}
		sizes <- Size{100, 30}
		var out bytes.Buffer
		connected := 0
		code, err := pod.Interact(t.Context(), web(), Interaction{
			Argv: []string{"sh"}, TTY: true, Stdin: strings.NewReader("exit 42\r"), Stdout: &out, Sizes: sizes,
			Connected: func() { connected++ },
		})
		want := `tty true, stderr false, 80x24, 100x30, "exit 42\r"`
		if code != 42 || err != nil || out.String() != want {
			t.Errorf("exit code %d, error %v, output\n%s\nwant 42 and\n%s", code, err, &out, want)
		}
		if connected != 1 {
			t.Errorf("connected %d times, want 1", connected)
		}
	})
}

// The end of a pipe closes the command's input, and the command goes on. There
// is no limit to its output.
func TestInteractWithPipe(t *testing.T) {
	const lines = 200_000 // 2.2 MB, more than DefaultStdout
	count := func(p process) error {
		n, err := io.Copy(io.Discard, p.stdin)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stderr, "read %d", n)
		line := []byte("0123456789\n")
		for range lines {
			if _, err := p.stdout.Write(line); err != nil {
				return err
			}
		}
		return nil
	}
	overBoth(t, count, func(t *testing.T, _ *apiServer, pod *Pod) {
		var out, errs bytes.Buffer
		input := strings.Repeat("x", 1<<20)
		code, err := pod.Interact(t.Context(), web(), Interaction{
			Argv: []string{"sh"}, Stdin: strings.NewReader(input), Stdout: &out, Stderr: &errs,
		})
		if code != 0 || err != nil {
			t.Errorf("exit code %d, error %v", code, err)
		}
		if out.Len() != 11*lines || errs.String() != "read 1048576" {
			t.Errorf("%d bytes of output and %q, want %d and read 1048576", out.Len(), &errs, 11*lines)
		}
	})
}

// Without a reader of the output the command still ends with its exit code.
func TestInteractWithoutStreams(t *testing.T) {
	overBoth(t, func(p process) error { fmt.Fprint(p.stdout, "hello"); return exited(5) }, func(t *testing.T, _ *apiServer, pod *Pod) {
		if code, err := pod.Interact(t.Context(), web(), Interaction{Argv: []string{"true"}}); code != 5 || err != nil {
			t.Errorf("exit code %d, error %v, want 5", code, err)
		}
	})
}

// An interaction ends with the right words, whatever ends it, and soon.
func TestInteractEnds(t *testing.T) {
	wait := func(p process) error {
		fmt.Fprint(p.stdout, "$ ")
		io.Copy(io.Discard, p.stdin)
		return nil
	}
	errGone := errors.New("the terminal has gone")
	tests := map[string]struct {
		run  program
		with Interaction
		// act is called when the prompt is there.
		act  func(server *apiServer, cancel context.CancelCauseFunc)
		want error
	}{
		"cancelled": {
			run: wait, want: errGone,
			act: func(_ *apiServer, cancel context.CancelCauseFunc) { cancel(errGone) },
		},
		"the server is gone": {
			run: wait, want: ErrTruncated,
			act: func(server *apiServer, _ context.CancelCauseFunc) { server.cut() },
		},
		"no status": {
			run:  func(p process) error { fmt.Fprint(p.stdout, "$ "); return errSilent },
			want: ErrTruncated,
		},
		"standard input fails": {
			run: wait, want: errGone, with: Interaction{Stdin: failing{errGone}},
		},
		"standard output fails": {
			run: wait, want: errGone, with: Interaction{Stdout: failing{errGone}},
		},
		"standard output panics": {
			run: wait, want: errBroken, with: Interaction{Stdout: panicking{}},
		},
		"standard input panics": {
			run: wait, want: errBroken, with: Interaction{Stdin: panicking{}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			overBoth(t, test.run, func(t *testing.T, server *apiServer, pod *Pod) {
				if server.noWebSocket && name == "no status" {
					return // the kubelet's server always sends one
				}
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				stdin, input := io.Pipe() // nobody ever writes
				defer input.Close()
				with := test.with
				with.Argv, with.TTY = []string{"sh"}, true
				if with.Stdin == nil {
					with.Stdin = stdin
				}
				if with.Stdout == nil {
					with.Stdout = onWrite(func() {
						if test.act != nil {
							go test.act(server, cancel)
						}
					})
				}
				began := time.Now()
				code, err := pod.Interact(ctx, web(), with)
				if code != Unknown || !errors.Is(err, test.want) {
					t.Errorf("exit code %d, error %v; want %d, %v", code, err, Unknown, test.want)
				}
				if took := time.Since(began); took > 3*time.Second {
					t.Errorf("came back after %s", took)
				}
			})
		})
	}
}

type onWrite func()

func (f onWrite) Write(p []byte) (int, error) { f(); return len(p), nil }

type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("upset") }
func (panicking) Read([]byte) (int, error)  { panic("upset") }

// The limit is for the connection; the session may take longer.
func TestInteractOutlivesItsLimit(t *testing.T) {
	slow := func(p process) error {
		time.Sleep(400 * time.Millisecond)
		return exited(3)
	}
	overBoth(t, slow, func(t *testing.T, _ *apiServer, pod *Pod) {
		code, err := pod.Interact(t.Context(), web(), Interaction{Argv: []string{"sh"}, Within: 200 * time.Millisecond})
		if code != 3 || err != nil {
			t.Errorf("exit code %d, error %v, want 3", code, err)
		}
	})
}

func TestInteractWithServerThatDoesNotAnswer(t *testing.T) {
	pod := refuse(t, func(w http.ResponseWriter, _ *http.Request) { waitForClient(w, "") })
	_, err := pod.Interact(t.Context(), web(), Interaction{Argv: []string{"sh"}, Within: 200 * time.Millisecond, Connected: func() {
		t.Error("connected")
	}})
	const want = "running sh in container shop/cart-0/web: no connection within 200ms: context deadline exceeded"
	if err == nil || err.Error() != want || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want %s", err, want)
	}
}

// A peer that answers no ping is noticed; one that does may be silent for long.
func TestInteractNoticesDeadPeer(t *testing.T) {
	const upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
	mute := map[string]http.HandlerFunc{
		"websocket": func(w http.ResponseWriter, r *http.Request) {
			waitForClient(w, upgraded+"Upgrade: websocket\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n"+
				"Sec-WebSocket-Accept: "+acceptKey(r)+"\r\n\r\n")
		},
		"spdy": func(w http.ResponseWriter, r *http.Request) {
			if wsstream.IsWebSocketRequest(r) {
				http.Error(w, "no", http.StatusBadRequest)
				return
			}
			waitForClient(w, upgraded+"Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n")
		},
	}
	for name, handler := range mute {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, handler)
			pod := connectTo(t, server)
			pod.heart = heart{every: 20 * time.Millisecond, silent: 200 * time.Millisecond}
			_, err := pod.Interact(t.Context(), web(), Interaction{Argv: []string{"sh"}})
			if !errors.Is(err, ErrTruncated) || !strings.Contains(err.Error(), "silent for 200ms") {
				t.Errorf("error %v, want one about the silence", err)
			}
		})
	}
}

func TestInteractWithQuietCommand(t *testing.T) {
	quiet := func(process) error { time.Sleep(700 * time.Millisecond); return exited(9) }
	overBoth(t, quiet, func(t *testing.T, _ *apiServer, pod *Pod) {
		pod.heart = heart{every: 10 * time.Millisecond, silent: 250 * time.Millisecond}
		if code, err := pod.Interact(t.Context(), web(), Interaction{Argv: []string{"sh"}}); code != 9 || err != nil {
			t.Errorf("exit code %d, error %v, want 9", code, err)
		}
	})
}

// A reader that has stopped holds up the answers to pings, too.
func TestInteractWaitsForItsReader(t *testing.T) {
	flood := func(p process) error {
		for range 2000 {
			if _, err := p.stdout.Write(bytes.Repeat([]byte("x"), 4096)); err != nil {
				return err
			}
		}
		time.Sleep(300 * time.Millisecond) // a server that closes on an unread ping resets the connection
		return exited(6)
	}
	overBoth(t, flood, func(t *testing.T, _ *apiServer, pod *Pod) {
		pod.heart = heart{every: 50 * time.Millisecond, silent: 150 * time.Millisecond}
		stop := true
		code, err := pod.Interact(t.Context(), web(), Interaction{Argv: []string{"sh"}, Stdout: onWrite(func() {
			if stop {
				time.Sleep(500 * time.Millisecond)
			}
			stop = false
		})})
		if code != 6 || err != nil {
			t.Errorf("exit code %d, error %v, want 6", code, err)
		}
	})
}

func TestInteractRefusesWhatCanNotBe(t *testing.T) {
	pod := connectTo(t, "http://127.0.0.1:1")
	tests := map[string]Interaction{
		"no program":     {},
		"a NUL":          {Argv: []string{"sh", "a\x00b"}},
		"negative limit": {Argv: []string{"sh"}, Within: -1},
	}
	for name, with := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := pod.Interact(t.Context(), web(), with); !errors.Is(err, ErrInvalid) {
				t.Errorf("error %v, want %v", err, ErrInvalid)
			}
		})
	}
}
