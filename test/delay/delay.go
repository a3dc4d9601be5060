// Package delay is a TCP proxy on loopback that puts latency between a client and
// a server and counts what passes, so that tests can tell how many round trips a
// client makes one after another and how much it fetches. It stands in for a
// kernel's network emulation, which not every machine has.
package delay

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy listens until it is closed.
type Proxy struct {
	// Address is where it listens.
	Address string

	to       string
	latency  time.Duration
	listener net.Listener
	received atomic.Int64
	mu       sync.Mutex
	open     []net.Conn
	done     sync.WaitGroup
}

// Listen starts a proxy to an address. Latency is that of a round trip: half of it
// is added each way. The connection itself is taken at once, so that the round
// trips of TCP's own handshake are not counted.
func Listen(ctx context.Context, to string, latency time.Duration) (*Proxy, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{Address: listener.Addr().String(), to: to, latency: latency, listener: listener}
	p.done.Go(func() { p.accept(ctx) })
	return p, nil
}

// Received is how many bytes the server has sent.
func (p *Proxy) Received() int64 { return p.received.Load() }

// Close ends all connections and waits for what served them.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.mu.Lock()
	for _, conn := range p.open {
		_ = conn.Close()
	}
	p.mu.Unlock()
	p.done.Wait()
	return err
}

func (p *Proxy) accept(ctx context.Context) {
	var dialer net.Dialer
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := dialer.DialContext(ctx, "tcp", p.to)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.open = append(p.open, client, server)
		p.mu.Unlock()
		p.done.Go(func() { p.carry(server, client, nil) })
		p.done.Go(func() { p.carry(client, server, &p.received) })
	}
}

// parcel is a piece of the stream and when it is due.
type parcel struct {
	bytes []byte
	due   time.Time
}

// carry takes one direction: what comes in leaves half a round trip later, and
// what came first leaves first.
func (p *Proxy) carry(to, from net.Conn, count *atomic.Int64) {
	parcels := make(chan parcel, 1024)
	p.done.Go(func() {
		for one := range parcels {
			time.Sleep(time.Until(one.due))
			if _, err := to.Write(one.bytes); err != nil {
				_ = from.Close()
			}
		}
		_ = to.Close()
	})
	defer close(parcels)
	for {
		buffer := make([]byte, 32<<10)
		n, err := from.Read(buffer)
		if count != nil {
			count.Add(int64(n))
		}
		if n > 0 {
			parcels <- parcel{buffer[:n], time.Now().Add(p.latency / 2)}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				_ = to.Close()
			}
			return
		}
	}
}
