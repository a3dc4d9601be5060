package exec

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	gorilla "github.com/gorilla/websocket"
	"k8s.io/apimachinery/pkg/util/remotecommand"
	"k8s.io/client-go/transport/websocket"
)

const (
	// writeWithin bounds one write to a connection that no longer drains. An
	// interaction has no such bound: its command may read as late as it likes.
	writeWithin = 60 * time.Second
	// chunk is how much of a stream is copied at once.
	chunk = 32 << 10
)

// socket speaks the subprotocol v5.channel.k8s.io: binary messages whose first
// byte names the stream. The executor of client-go speaks it too, but can not
// be used: it returns nil both for the status "Success" and for a normal close
// without any status, as a proxy or an overloaded API server sends it, and no
// hook lets its caller tell them apart.
type socket struct {
	conn *gorilla.Conn
	talk *session
	// A connection supports one concurrent writer.
	writing sync.Mutex
}

// overWebSocket runs the command over a WebSocket connection. Nil means that
// the server has closed the connection in order, not that it sent a status.
func (p *Pod) overWebSocket(ctx context.Context, location *url.URL, talk *session) error {
	transport, holder, err := websocket.RoundTripperFor(p.config)
	if err != nil {
		return err
	}
	dialing, dialed := talk.dialing(ctx)
	defer dialed()
	request, err := http.NewRequestWithContext(dialing, http.MethodGet, location.String(), http.NoBody)
	if err != nil {
		return err
	}
	conn, err := websocket.Negotiate(transport, holder, request, remotecommand.StreamProtocolV5Name)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	talk.connected()

	s := &socket{conn: conn, talk: talk}
	s.start(ctx)
	return s.receive()
}

// start begins what goes on beside receiving.
func (s *socket) start(ctx context.Context) {
	pong := s.conn.PongHandler()
	s.conn.SetPongHandler(func(data string) error {
		s.talk.pulse.beat()
		return pong(data)
	})
	run := func(step func()) {
		go func() {
			defer s.talk.survive()
			step()
		}()
	}
	run(func() { s.ping(ctx, s.talk.heart.every) })
	run(func() { s.talk.watch(ctx) })
	if s.talk.stdin != nil {
		run(func() { s.send(ctx) })
	}
	if s.talk.tty {
		run(func() { s.resize(ctx) })
	}
}

// receive hands all that arrives to the sinks until the server closes.
func (s *socket) receive() error {
	buffer := make([]byte, chunk)
	for {
		kind, message, err := s.conn.NextReader()
		s.talk.pulse.beat()
		switch {
		case gorilla.IsCloseError(err, gorilla.CloseNormalClosure):
			return nil
		case err != nil:
			return &classed{kind: ErrTruncated, cause: err}
		case kind != gorilla.BinaryMessage:
			return &classed{kind: ErrTruncated, cause: errors.New("the server sent a text message")}
		}
		var stream [1]byte
		if _, err = io.ReadFull(message, stream[:]); err == nil {
			_, err = io.CopyBuffer(s.sink(stream[0]), message, buffer)
		}
		if err != nil {
			return &classed{kind: ErrTruncated, cause: err}
		}
	}
}

func (s *socket) sink(stream byte) io.Writer {
	switch stream {
	case remotecommand.StreamStdOut:
		return s.talk.stdout
	case remotecommand.StreamStdErr:
		return s.talk.stderr
	case remotecommand.StreamErr:
		return s.talk.status
	default:
		return io.Discard
	}
}

// send copies the standard input and then closes it at the far end. A write
// fails only when the connection does, and receive tells of that.
func (s *socket) send(ctx context.Context) {
	message := make([]byte, 1+chunk)
	message[0] = remotecommand.StreamStdIn
	for {
		n, err := s.talk.stdin.Read(message[1:])
		if n > 0 && s.write(message[:1+n]) != nil {
			return
		}
		if err != nil {
			break
		}
	}
	// A command that was given up must not take half its input for all of it.
	if ctx.Err() == nil {
		_ = s.write([]byte{remotecommand.StreamClose, remotecommand.StreamStdIn})
	}
}

func (s *socket) write(message []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	defer s.talk.pulse.hold()()
	var deadline time.Time
	if s.talk.pulse == nil {
		deadline = time.Now().Add(writeWithin)
	}
	if err := s.conn.SetWriteDeadline(deadline); err != nil {
		return err
	}
	return s.conn.WriteMessage(gorilla.BinaryMessage, message)
}

// resize tells the far terminal the sizes of the near one.
func (s *socket) resize(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case size, more := <-s.talk.sizes:
			if !more {
				return
			}
			// Two numbers always have a JSON form.
			message, _ := json.Marshal(size)
			if s.write(append([]byte{remotecommand.StreamResize}, message...)) != nil {
				return
			}
		}
	}
}

func (s *socket) ping(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			// WriteControl may run beside other writes. Should it fail, the
			// reader of the connection will notice.
			_ = s.conn.WriteControl(gorilla.PingMessage, nil, time.Now().Add(every))
		}
	}
}
