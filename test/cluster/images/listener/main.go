// Command listener is the far end of a reverse shell: it accepts connections on
// the port given as its argument, keeps them open, and writes down whatever
// arrives. Lines on its own input go to every open connection.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
)

func main() {
	port := "4444"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	if err := listen(port); err != nil {
		fmt.Fprintln(os.Stderr, "listener:", err)
		os.Exit(1)
	}
}

func listen(port string) error {
	listener, err := net.Listen("tcp", net.JoinHostPort("", port))
	if err != nil {
		return err
	}
	fmt.Println("listening on", listener.Addr())
	open := &connections{}
	go open.sendLines(os.Stdin)
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		open.add(conn)
		go logWhatArrives(conn)
	}
}

// connections are never closed from this side: an attacker's listener waits.
type connections struct {
	mu   sync.Mutex
	open []net.Conn
}

func (c *connections) add(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = append(c.open, conn)
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

func logWhatArrives(conn net.Conn) {
	from := conn.RemoteAddr()
	fmt.Println("accepted", from)
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Printf("%s: %q\n", from, lines.Text())
	}
	fmt.Println("closed", from)
}
