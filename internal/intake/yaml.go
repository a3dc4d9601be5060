package intake

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// documents yields each document of some YAML as a node. It goes by the parser's
// own tree and not by way of JSON, since that would write out an alias as often
// as it is used, and lose the line numbers.
func documents(data []byte, limits Limits, yield func(*node) bool) error {
	if most := limits.nodes(); most > 0 && signs(data) > most {
		return tooMuch("it has more values", int64(most), "")
	}
	stream := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var document yaml.Node
		err := stream.Decode(&document)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return notYAML(err)
		}
		n, err := (&yamlReader{limits: limits}).node(&document, 0)
		if err != nil || !yield(n) {
			return err
		}
	}
}

// signs counts what can begin a key or a value in YAML, as a bound for their
// number that is known before the parser makes them.
func signs(data []byte) int {
	n := 0
	for _, sign := range []string{",", "[", "{", "\n", "- ", "? ", ": ", ":\n"} {
		n += bytes.Count(data, []byte(sign))
	}
	return n
}

// notYAML turns the parser's error, such as "yaml: line 3: …", into ours.
func notYAML(err error) error {
	said, where := strings.TrimPrefix(err.Error(), "yaml: "), ""
	if rest, ok := strings.CutPrefix(said, "line "); ok {
		if line, more, ok := strings.Cut(rest, ": "); ok {
			where, said = "line "+line, more
		}
	}
	said, _, _ = strings.Cut(said, "\n")
	return &NotFinding{Got: "it is neither JSON nor valid YAML: " + shown(said), Where: where, Err: err}
}
