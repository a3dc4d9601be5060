//go:build linux

// Command listener is the far end of a reverse shell: it accepts connections on
// the port given as its argument, keeps them open, and writes down whatever
// arrives. Lines on its own input go to every open connection.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout)) //nolint:forbidigo // main of a program
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) int {
	port := "4444"
	if len(args) > 0 {
		port = args[0]
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort("", port))
	if err == nil {
		err = accept(listener, in, out)
	}
	_, _ = fmt.Fprintln(out, "listener:", err)
	return 1
}

// accept goes on until listener is closed.
func accept(listener net.Listener, in io.Reader, out io.Writer) error {
	open := &connections{log: out}
	open.say("listening on %s", listener.Addr())
	go open.sendLines(in)
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		open.add(conn)
		go open.logWhatArrives(conn)
	}
}

// connections are never closed from this side: an attacker's listener waits.
type connections struct {
	mu   sync.Mutex
	open []net.Conn
	log  io.Writer
}

func (c *connections) add(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = append(c.open, conn)
}

func (c *connections) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = fmt.Fprintf(c.log, format+"\n", args...)
}

func (c *connections) sendLines(r io.Reader) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		c.mu.Lock()
		for _, conn := range c.open {
			_, _ = fmt.Fprintln(conn, lines.Text())
		}
		c.mu.Unlock()
	}
}

func (c *connections) logWhatArrives(conn net.Conn) {
	c.say("accepted %s", conn.RemoteAddr())
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		c.say("%s: %q", conn.RemoteAddr(), lines.Text())
	}
	c.say("closed %s", conn.RemoteAddr())
}
