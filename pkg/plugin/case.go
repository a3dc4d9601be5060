package plugin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/kubectl-threat/kubectl-threat/internal/casefile"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// subject is the finding that a command works on: one that the user named, or
// the case of the terminal.
type subject struct {
	named string // a file, or - for standard input
	id    string // picks one of several
	// read keeps what comes from elsewhere than a file, for the case.
	read *kept
	// held is the input itself, where it was pasted or the case has it.
	held []byte
}

// subject takes the argument of a command that can do without one.
func (g *globals) subject(cmd *cobra.Command, args []string, id string) (subject, error) {
	if len(args) > 0 {
		return subject{named: args[0], id: id, read: &kept{}}, nil
	}
	c, err := g.loadCase()
	if errors.Is(err, casefile.ErrNone) {
		return subject{}, oneFinding(cmd, args)
	}
	if err != nil {
		return subject{}, withHint(err, cmd.CommandPath()+" FINDING")
	}
	if id != "" && id != c.ID {
		return subject{}, withHint(misuse(errors.New("--finding picks one of a FINDING's, and none is given")),
			cmd.CommandPath()+" FINDING --finding ID")
	}
	g.note("no FINDING given: this is about %s, %s, of %s ago in this terminal",
		c.Category, c.Name, time.Since(c.Saved).Round(time.Second))
	s := subject{named: c.Path, id: c.ID, held: c.Input, read: &kept{}}
	if c.Path == "" {
		s.named = "-"
	}
	return s, nil
}

// oneOrCase checks the argument of a command that takes the case where there is none.
func oneOrCase(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return oneFinding(cmd, args)
}

// stream is what to read the subject from if it is no regular file, or nil.
func (s subject) stream(in io.Reader) io.Reader {
	switch {
	case s.held != nil:
		return bytes.NewReader(s.held)
	case s.named == "-":
		return io.TeeReader(in, s.read)
	}
	if info, err := os.Stat(s.named); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return io.TeeReader(&lateFile{path: s.named}, s.read)
	}
	return nil
}

// saveCase makes the finding the case of this terminal.
func (g *globals) saveCase(s subject, f threat.Finding) {
	terminal, folder, ok := g.caseHome()
	if !ok {
		return
	}
	c := casefile.Case{Saved: time.Now(), Name: f.Name, Category: f.Category, ID: s.id}
	switch path, err := filepath.Abs(s.named); {
	case s.held != nil:
		c.Input = s.held
	case s.read.count > 0:
		c.Input = s.read.Bytes()
	case err == nil:
		c.Path = path
	}
	if err := folder.Save(terminal, c); err != nil {
		g.note("the next command needs a FINDING: %v", err)
	}
	folder.Sweep(time.Now())
}

func (g *globals) loadCase() (casefile.Case, error) {
	terminal, folder, ok := g.caseHome()
	if !ok {
		return casefile.Case{}, casefile.ErrNone
	}
	return folder.Load(terminal, time.Now())
}

// caseHome is where this terminal's case is kept; there is none without a terminal.
func (g *globals) caseHome() (string, casefile.Folder, bool) {
	if g.noCase {
		return "", "", false
	}
	var files []*os.File
	for _, stream := range []any{g.process.In, g.process.Out, g.process.ErrOut} {
		if file, ok := stream.(*os.File); ok {
			files = append(files, file)
		}
	}
	terminal, ok := casefile.Terminal(files...)
	folder, err := g.stateFolder()
	return terminal, casefile.Folder(filepath.Join(folder, "cases")), ok && err == nil
}

// stateFolder is where the plugin keeps what outlives a run
// (specifications.freedesktop.org/basedir-spec, XDG_STATE_HOME).
func (g *globals) stateFolder() (string, error) {
	if state := g.process.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "kubectl-threat"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("looking for the state folder: %w", err)
	}
	return filepath.Join(home, ".local", "state", "kubectl-threat"), nil
}

// kept holds what was read, as long as it can become a case.
type kept struct {
	bytes.Buffer

	count int
}

// Write never fails: what is not kept was read all the same.
func (k *kept) Write(p []byte) (int, error) {
	k.count += len(p)
	if k.Len() <= casefile.MaxInput {
		_, _ = k.Buffer.Write(p)
	}
	return len(p), nil
}

// lateFile opens a file at the first Read, since opening a pipe may block. It
// closes it at the end, behind which a reader may look once more.
type lateFile struct {
	path string
	file *os.File
	end  error // what the last Read said
}

func (l *lateFile) Read(p []byte) (int, error) {
	if l.end != nil {
		return 0, l.end
	}
	if l.file == nil {
		l.file, l.end = os.Open(l.path)
		if l.end != nil {
			return 0, l.end
		}
	}
	n, err := l.file.Read(p)
	if err != nil {
		l.end = err
		_ = l.file.Close()
	}
	return n, err
}
