package delay_test

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/test/delay"
)

// echo answers with what it is sent, until the client has done.
func echo(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(conn, conn)
				_ = conn.Close()
			}()
		}
	}()
	return listener.Addr().String()
}

func TestRoundTripsTakeTheirTime(t *testing.T) {
	const latency, trips = 20 * time.Millisecond, 5
	proxy, err := delay.Listen(t.Context(), echo(t), latency)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	conn, err := net.Dial("tcp", proxy.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	began := time.Now()
	for i := range trips {
		if _, err := conn.Write([]byte{byte(i)}); err != nil {
			t.Fatal(err)
		}
		answer := make([]byte, 1)
		if _, err := io.ReadFull(conn, answer); err != nil || answer[0] != byte(i) {
			t.Fatalf("answer %v, %v", answer, err)
		}
	}
	if took := time.Since(began); took < trips*latency {
		t.Errorf("%d round trips took %s, want at least %s", trips, took, trips*latency)
	}
	if got := proxy.Received(); got != trips {
		t.Errorf("%d bytes were received, want %d", got, trips)
	}
}

func TestStreamsArriveWhole(t *testing.T) {
	proxy, err := delay.Listen(t.Context(), echo(t), time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	conn, err := net.Dial("tcp", proxy.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	go func() { _, _ = conn.Write(sent) }()
	got := make([]byte, len(sent))
	if _, err := io.ReadFull(conn, got); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("1 MiB did not arrive as it was sent: %v", err)
	}
}

func TestCloseEndsConnections(t *testing.T) {
	proxy, err := delay.Listen(t.Context(), echo(t), time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", proxy.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := proxy.Close(); err != nil {
		t.Error(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection outlived the proxy")
	}
}
