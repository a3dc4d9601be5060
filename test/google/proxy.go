package google

import (
	"net"
	"net/http"
	"sync"
)

// connect is the proxy: it takes CONNECT to the hosts that there are, and ends
// their TLS itself.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	host, port, _ := net.SplitHostPort(r.Host)
	if r.Method != http.MethodConnect || port != "443" || s.handler(host) == nil {
		s.refuse(r.Method + " " + r.Host + ": no such host")
		http.Error(w, "no such host", http.StatusBadGateway)
		return
	}
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "this connection can't be a tunnel", http.StatusInternalServerError)
		return
	}
	conn, buffered, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil || buffered.Reader.Buffered() > 0 {
		_ = conn.Close() // a client that speaks before it is answered is none of those here
		return
	}
	s.tunnels.add(conn)
}

// tunnels hands the connections of the proxy to a server.
type tunnels struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newTunnels() *tunnels {
	return &tunnels{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (t *tunnels) add(conn net.Conn) {
	select {
	case t.conns <- conn:
	case <-t.closed:
		_ = conn.Close()
	}
}

// Accept waits for the next tunnel.
func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case conn := <-t.conns:
		return conn, nil
	case <-t.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the waiting.
func (t *tunnels) Close() error {
	t.once.Do(func() { close(t.closed) })
	return nil
}

// Addr is none that anybody could dial.
func (t *tunnels) Addr() net.Addr { return &net.UnixAddr{Name: "tunnels", Net: "unix"} }
