package plugin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// errPasteStopped is Ctrl-C while the plugin waits for a paste.
var errPasteStopped = withStatus(exitInterrupted, errors.New("stopped before there was a finding"))

// namedOrPasted takes the argument of a command, or asks a person for the
// finding: what is pasted is the finding itself, or what an argument would be.
func (g *globals) namedOrPasted(cmd *cobra.Command, args []string, id string) (subject, error) {
	s := subject{id: id, read: &kept{}}
	if len(args) > 0 {
		s.named = args[0]
		return s, nil
	}
	in, isFile := g.process.In.(*os.File)
	if !isFile || !term.IsTerminal(int(in.Fd())) {
		return s, oneFinding(cmd, args)
	}
	text, err := g.readPaste(cmd.Context(), in)
	if err != nil {
		return s, err
	}
	s.named = strings.TrimSpace(text)
	if s.named == "" {
		return s, misuse(errors.New("nothing was pasted"))
	}
	if s.named[0] == '{' || s.named[0] == '[' || isYAML(s.named) {
		s.held, s.named = []byte(text), "-"
		return s, nil
	}
	return s, notByName(s.named)
}

// readPaste reads from the terminal until what was pasted is whole. The terminal
// is raw meanwhile: else its driver would cut every line at 4,096 bytes
// (termios(3), canonical mode), and the JSON of a finding holds longer ones.
func (g *globals) readPaste(ctx context.Context, in *os.File) (string, error) {
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", fmt.Errorf("preparing the terminal: %w", err)
	}
	defer func() {
		_ = term.Restore(int(in.Fd()), before)
		_, _ = fmt.Fprintln(g.process.ErrOut)
	}()
	_, _ = io.WriteString(g.process.ErrOut, "Paste the finding's JSON, or type the name of a file (Ctrl-C to stop):\r\n")
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() { // a read from a terminal knows no context
		p := paste{echo: g.process.ErrOut}
		err := p.readFrom(in)
		done <- result{string(p.text), err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case r := <-done:
		return r.text, r.err
	}
}

// paste takes what comes from a raw terminal.
type paste struct {
	echo  io.Writer
	text  []byte
	depth int  // of brackets
	quote bool // within a JSON string
	slash bool // behind a backslash in one
}

// The keys that a raw terminal leaves to the program.
const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	backspace = 0x7f
)

func (p *paste) readFrom(in io.Reader) error {
	buffer := make([]byte, 4096)
	for {
		n, err := in.Read(buffer)
		for _, b := range buffer[:n] {
			switch {
			case b == ctrlC:
				return errPasteStopped
			case b == ctrlD, p.take(b):
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading from the terminal: %w", err)
		}
	}
}

// take adds a byte, and reports whether the finding is whole: at the bracket
// that closes the first one, or at the end of a line that has none. YAML has no
// such end, and takes Ctrl-D.
func (p *paste) take(b byte) bool {
	if b == '\r' { // what the return key sends
		b = '\n'
	}
	first := len(bytes.TrimSpace(p.text)) == 0
	if p.depth == 0 && (!first || b != '{' && b != '[') {
		return p.typed(b)
	}
	p.text = append(p.text, b)
	p.count(b)
	return p.depth == 0
}

// typed takes what is no JSON, and shows it: the terminal does not.
func (p *paste) typed(b byte) bool {
	switch {
	case b == backspace:
		if len(p.text) > 0 {
			p.text = p.text[:len(p.text)-1]
			_, _ = io.WriteString(p.echo, "\b \b")
		}
		return false
	case b == '\n':
		_, _ = io.WriteString(p.echo, "\r\n")
	case b >= ' ' && b < backspace:
		_, _ = p.echo.Write([]byte{b})
	}
	p.text = append(p.text, b)
	line := string(bytes.TrimSpace(p.text))
	return b == '\n' && line != "" && !isYAML(line)
}

// isYAML tells a finding's YAML, or the beginning of it, from the name of a file.
func isYAML(text string) bool {
	return strings.Contains(text, "\n") || strings.HasSuffix(text, ":") || strings.Contains(text, ": ")
}

// count follows the brackets outside of strings (RFC 8259).
func (p *paste) count(b byte) {
	switch {
	case p.slash:
		p.slash = false
	case p.quote && b == '\\':
		p.slash = true
	case b == '"':
		p.quote = !p.quote
	case p.quote:
	case b == '{' || b == '[':
		p.depth++
	case b == '}' || b == ']':
		p.depth--
	}
}
