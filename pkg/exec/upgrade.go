package exec

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
)

// upgrade makes one SPDY connection. It does what the SpdyRoundTripper inside
// it does, and three things more: the connection ends with the context, whatever
// it is waiting for; the status of a refusal is kept; and what the server says
// on the error stream is seen, which is the only way to tell the end of a
// command from the end of the connection.
type upgrade struct {
	*spdy.SpdyRoundTripper
	talk *session

	conn    *ownConn
	done    bool
	refused error
}

var _ httpstream.UpgradeRoundTripper = (*upgrade)(nil)

func newUpgrade(config *rest.Config, talk *session) (*upgrade, error) {
	tlsConfig, err := rest.TLSConfigFor(config)
	if err != nil {
		return nil, err
	}
	inner, err := spdy.NewRoundTripperWithConfig(spdy.RoundTripperConfig{TLS: tlsConfig, Proxier: config.Proxy})
	if err != nil {
		return nil, err
	}
	return &upgrade{SpdyRoundTripper: inner, talk: talk}, nil
}

// RoundTrip sends the request on a connection of its own.
func (u *upgrade) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set(httpstream.HeaderConnection, httpstream.HeaderUpgrade)
	request.Header.Set(httpstream.HeaderUpgrade, spdy.HeaderSpdy31)
	conn, err := u.Dial(request)
	if err != nil {
		return nil, err
	}
	u.conn = &ownConn{Conn: conn, reader: bufio.NewReader(conn), pulse: u.talk.pulse}
	context.AfterFunc(request.Context(), func() { _ = u.conn.Close() })
	response, err := http.ReadResponse(u.conn.reader, request)
	if err != nil {
		_ = u.conn.Close()
		return nil, err
	}
	return response, nil
}

// NewConnection makes the connection of an accepted upgrade.
func (u *upgrade) NewConnection(response *http.Response) (httpstream.Connection, error) { //nolint:ireturn // The signature is httpstream's.
	accepted := response.StatusCode == http.StatusSwitchingProtocols &&
		strings.EqualFold(response.Header.Get(httpstream.HeaderUpgrade), spdy.HeaderSpdy31)
	if !accepted {
		u.refused = refusal(response)
		return nil, u.refused
	}
	conn, err := spdy.NewClientConnectionWithPings(u.conn, u.talk.heart.every)
	if err != nil {
		return nil, err
	}
	u.done = true
	u.talk.connected()
	return &witness{Connection: conn, status: u.talk.status}, nil
}

// ownConn is a connection of which some bytes may have been read with the
// response, and which both spdystream and the end of the context close.
type ownConn struct {
	net.Conn
	reader *bufio.Reader
	once   sync.Once
	pulse  *pulse
}

// Read begins with the bytes that followed the response.
func (c *ownConn) Read(p []byte) (int, error) {
	n, err := c.reader.Read(p)
	c.pulse.beat()
	return n, err
}

// Write may wait for a command that does not read its input.
func (c *ownConn) Write(p []byte) (int, error) {
	defer c.pulse.hold()()
	return c.Conn.Write(p)
}

// Close fails at most once: spdystream would wait a second for somebody to take
// the error of a second close.
func (c *ownConn) Close() error {
	var err error
	c.once.Do(func() { err = c.Conn.Close() })
	return err
}

// witness is a connection on whose error stream somebody listens.
type witness struct {
	httpstream.Connection
	status io.Writer
}

// CreateStream makes a stream, and copies what is read from an error stream.
func (w *witness) CreateStream(headers http.Header) (httpstream.Stream, error) { //nolint:ireturn // The signature is httpstream's.
	stream, err := w.Connection.CreateStream(headers)
	if err != nil || headers.Get(corev1.StreamType) != corev1.StreamTypeError {
		return stream, err
	}
	// The executor reads this stream to its end into memory.
	bounded := io.LimitReader(stream, maxStatus)
	return &witnessed{Stream: stream, copied: io.TeeReader(bounded, w.status)}, nil
}

type witnessed struct {
	httpstream.Stream
	copied io.Reader
}

// Read copies what it reads.
func (w *witnessed) Read(p []byte) (int, error) {
	return w.copied.Read(p)
}
