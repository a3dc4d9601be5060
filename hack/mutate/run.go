package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// run tries every mutation of a list and says what came of each. Its error
// tells how many did not turn their test red.
func run(ctx context.Context, root, list string, out io.Writer) error {
	mutations, err := load(list)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()

	t := trial{root: root, scratch: scratch, green: map[string]error{}}
	wrong := 0
	for i := range mutations {
		began := time.Now()
		err := t.try(ctx, &mutations[i])
		took := time.Since(began).Round(100 * time.Millisecond)
		if err != nil {
			wrong++
			_, _ = fmt.Fprintf(out, "WRONG %s: %v\n", mutations[i].Name, err)
			continue
		}
		_, _ = fmt.Fprintf(out, "red   %s (%s, %v)\n", mutations[i].Name, mutations[i].Test, took)
	}
	_, _ = fmt.Fprintf(out, "%d mutations turned their test red, %d did not\n", len(mutations)-wrong, wrong)
	if wrong > 0 {
		return fmt.Errorf("%d of %d mutations did not turn their test red", wrong, len(mutations))
	}
	return nil
}

// trial runs mutations of one tree.
type trial struct {
	root    string           // the module's root
	scratch string           // a folder for broken files
	green   map[string]error // by package and test: why it does not pass unbroken
}

// try returns nil if the mutation's test passes as the code is and fails once
// the mutation is in.
func (t *trial) try(ctx context.Context, m *mutation) error {
	original := filepath.Join(t.root, filepath.FromSlash(m.File))
	text, err := os.ReadFile(original)
	if err != nil {
		return err
	}
	broken, err := m.apply(string(text))
	if err != nil {
		return err
	}
	if err := t.passesUnbroken(ctx, m); err != nil {
		return err
	}
	overlay, err := t.overlay(original, broken)
	if err != nil {
		return err
	}
	output, err := t.test(ctx, m, "-overlay", overlay)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return fmt.Errorf("%s stayed green", m.Test)
	case !said("--- FAIL: ", m, output):
		return fmt.Errorf("%s did not fail by itself; does the new text compile?\n%s", m.Test, output)
	}
	return nil
}

// passesUnbroken makes sure that a red test is the mutation's doing.
func (t *trial) passesUnbroken(ctx context.Context, m *mutation) error {
	key := m.Package + " " + m.Test
	if _, done := t.green[key]; !done {
		output, err := t.test(ctx, m)
		switch {
		case err != nil:
			err = fmt.Errorf("%s does not pass unbroken: %w\n%s", m.Test, err, output)
		case !said("--- PASS: ", m, output):
			err = fmt.Errorf("%s: no such test in %s", m.Test, m.Package)
		}
		t.green[key] = err
	}
	return t.green[key]
}

// overlay writes the broken text and the map that tells the go command of it.
func (t *trial) overlay(original, broken string) (string, error) {
	replacement := filepath.Join(t.scratch, filepath.Base(original))
	if err := os.WriteFile(replacement, []byte(broken), 0o600); err != nil {
		return "", err
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {original: replacement}})
	if err != nil {
		return "", err
	}
	name := filepath.Join(t.scratch, "overlay.json")
	return name, os.WriteFile(name, replace, 0o600)
}

// test runs the mutation's test. The error is nil if it passed or, as output
// then shows, if there is no such test.
func (t *trial) test(ctx context.Context, m *mutation, flags ...string) (string, error) {
	args := append([]string{"test", "-v", "-count=1", "-vet=off", "-timeout=2m", "-run", m.pattern()}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, m.Package)...)
	cmd.Dir = t.root
	output, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", fmt.Errorf("running go test: %w", err)
	}
	return strings.TrimSpace(string(output)), err
}

// said tells whether go test reported this outcome for the mutation's test.
func said(outcome string, m *mutation, output string) bool {
	line := regexp.MustCompile(`(?m)^ *` + regexp.QuoteMeta(outcome+m.Test) + ` \(`)
	return line.MatchString(output)
}
