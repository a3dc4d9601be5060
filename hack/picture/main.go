// Command picture turns what a command wrote to a terminal, on standard input,
// into an SVG on standard output, for the README:
//
//	picture COLUMNS COMMAND-LINE <output >report.svg
//
// The picture has one set of colours for light pages and one for dark ones.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: picture COLUMNS COMMAND-LINE <output >picture.svg")
		os.Exit(2)
	}
	columns, err := strconv.Atoi(os.Args[1])
	if err == nil {
		err = picture(os.Stdin, os.Stdout, columns, os.Args[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func picture(in io.Reader, out io.Writer, columns int, command string) error {
	shown, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("reading the output: %w", err)
	}
	text := "$ " + command + "\n\n" + strings.TrimRight(string(shown), "\n")
	lines := strings.Split(ansi.Hardwrap(text, columns, true), "\n")
	screen := cellbuf.NewBuffer(columns, len(lines))
	cellbuf.SetContent(screen, strings.Join(lines, "\r\n"))
	w := bufio.NewWriter(out)
	begin(w, columns, len(lines), command)
	for row := range lines {
		for _, run := range runs(screen.Line(row)) {
			run.write(w, row)
		}
	}
	_, _ = fmt.Fprintln(w, "</svg>")
	return w.Flush()
}
