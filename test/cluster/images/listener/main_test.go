//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

func TestListenerLogsWhatArrivesAndPassesItsInputOn(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	inputReader, input := io.Pipe()
	logReader, log := io.Pipe()
	go func() { _ = accept(listener, inputReader, log) }()
	defer listener.Close()
	lines := bufio.NewScanner(logReader)
	expect(t, lines, "listening on "+listener.Addr().String())

	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	from := conn.LocalAddr().String()
	expect(t, lines, "accepted "+from)

	fmt.Fprintf(conn, "bash-5.2# \x1b[2J\n")
	expect(t, lines, from+`: "bash-5.2# \x1b[2J"`)

	fmt.Fprintln(input, "id")
	if got, err := bufio.NewReader(conn).ReadString('\n'); err != nil || got != "id\n" {
		t.Errorf("the shell was sent %q, %v", got, err)
	}
}

func TestRunSaysWhyItCannotListen(t *testing.T) {
	var out strings.Builder
	if code := run(t.Context(), []string{"no-port"}, strings.NewReader(""), &out); code != 1 || !strings.Contains(out.String(), "no-port") {
		t.Errorf("got %d, %q", code, out.String())
	}
}

func expect(t *testing.T, lines *bufio.Scanner, want string) {
	t.Helper()
	if !lines.Scan() || lines.Text() != want {
		t.Fatalf("got %q, %v; want %q", lines.Text(), lines.Err(), want)
	}
}
