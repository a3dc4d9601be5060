package recording

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Header says what is recorded.
type Header struct {
	Began         time.Time
	Width, Height int    // of the terminal, in characters; 80 by 24 where there is none
	Subject       string // becomes part of the file's name
	Title         string
	Command       string
	Term          string // the kind of terminal
	// Pipe says that the session has no terminal: line ends are recorded as a
	// terminal needs them, and output up to a limit.
	Pipe bool
	// About is put into the header as the member "threat", which players ignore.
	About any
}

// line is the first line of the file.
func (h Header) line() ([]byte, error) {
	width, height := h.Width, h.Height
	if width <= 0 || height <= 0 {
		width, height = 80, 24
	}
	environment := map[string]string{}
	if h.Term != "" {
		environment["TERM"] = h.Term
	}
	line, err := json.Marshal(struct {
		Version   int               `json:"version"`
		Width     int               `json:"width"`
		Height    int               `json:"height"`
		Timestamp int64             `json:"timestamp"`
		Command   string            `json:"command,omitempty"`
		Title     string            `json:"title,omitempty"`
		Env       map[string]string `json:"env,omitempty"`
		Threat    any               `json:"threat,omitempty"`
	}{2, width, height, h.Began.Unix(), h.Command, h.Title, environment, h.About})
	if err != nil {
		return nil, fmt.Errorf("writing the header: %w", err)
	}
	return append(line, '\n'), nil
}

// open makes a file of its own, never one that is there already.
func open(folder string, h Header) (*os.File, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name := h.Began.UTC().Format("20060102T150405Z")
	if subject := plainName(h.Subject); subject != "" {
		name += "-" + subject
	}
	for n := 1; ; n++ {
		suffix := ".cast"
		if n > 1 {
			suffix = fmt.Sprintf("-%d.cast", n)
		}
		f, err := root.OpenFile(name+suffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) && n < 1000 {
			continue
		}
		return f, err
	}
}

// maxSubject leaves room in a file name, which most systems limit to 255 bytes.
const maxSubject = 120

// plainName keeps of a subject what Kubernetes' names consist of.
func plainName(subject string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(subject))
	return strings.Trim(plain[:min(len(plain), maxSubject)], "-")
}
