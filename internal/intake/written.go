package intake

import (
	"bytes"
	"encoding/json"
	"strings"
)

// written returns a value as somebody would write it: a text as it is, all else
// as JSON, which ends when it has enough bytes.
func (n *node) written(enough int) string {
	if n.kind == text {
		return n.text
	}
	w := writer{enough: enough}
	w.value(n)
	return w.out.String()
}

// writer writes nodes as JSON until it has enough.
type writer struct {
	out    strings.Builder
	enough int
}

func (w *writer) full() bool { return w.out.Len() >= w.enough }

func (w *writer) value(n *node) {
	switch {
	case w.full():
	case n == nil, n.kind == null:
		w.out.WriteString("null")
	case n.kind == text:
		w.quoted(n.text)
	case n.kind == number:
		w.out.WriteString(n.text)
	case n.kind == boolean:
		w.out.WriteString(map[bool]string{true: "true", false: "false"}[n.truth])
	case n.kind == list:
		w.list(n)
	case n.kind == object:
		w.object(n)
	}
}

func (w *writer) list(n *node) {
	w.out.WriteByte('[')
	for i, item := range n.items {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.value(item)
		if w.full() {
			return
		}
	}
	w.out.WriteByte(']')
}

func (w *writer) object(n *node) {
	w.out.WriteByte('{')
	for i, m := range n.members {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.quoted(m.name)
		w.out.WriteByte(':')
		w.value(m.value)
		if w.full() {
			return
		}
	}
	w.out.WriteByte('}')
}

// quoted writes a string without the escapes that are for HTML only; the output
// forms escape it again in their own way.
func (w *writer) quoted(s string) {
	if room := w.enough - w.out.Len(); len(s) > room {
		s, _ = shorten(s, max(room, 0))
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string can't fail
	w.out.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n")))
}
