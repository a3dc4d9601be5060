package skim_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kubectl-threat/kubectl-threat/internal/skim"
)

func whole(c *skim.Cursor) bool {
	_, ok := c.Skip(0)
	return ok
}

// values reads a stream value by value, each with its offset.
func values(r io.Reader, size, longest int) (list []string, offsets []int64, err error) {
	w := skim.NewWindow(r, size, longest, skim.MaxDepth)
	for {
		if _, err := w.Next(); err != nil {
			return list, offsets, err
		}
		length, err := w.Value(whole)
		if err != nil {
			return list, offsets, err
		}
		list, offsets = append(list, string(w.Seen()[:length])), append(offsets, w.Offset())
		w.Drop(length)
	}
}

func TestWindowShowsEachValueWhole(t *testing.T) {
	long := `{"long":"` + strings.Repeat("x", 700) + `"}`
	stream := ` {"a":1}` + "\n\n" + `[2, 3] 45` + "\t" + `"six"` + long + strings.Repeat(" ", 300) + `null 7.25`
	want := []string{`{"a":1}`, `[2, 3]`, `45`, `"six"`, long, `null`, `7.25`}
	for name, r := range map[string]io.Reader{
		"at once":       strings.NewReader(stream),
		"byte by byte":  iotest.OneByteReader(strings.NewReader(stream)),
		"end with data": iotest.DataErrReader(strings.NewReader(stream)),
	} {
		t.Run(name, func(t *testing.T) {
			got, offsets, err := values(r, 16, 1024)
			if !errors.Is(err, io.EOF) || strings.Join(got, "|") != strings.Join(want, "|") {
				t.Fatalf("values %.200q, %v", got, err)
			}
			for i, offset := range offsets {
				if !strings.HasPrefix(stream[offset:], want[i]) {
					t.Errorf("value %d is said to begin at %d", i, offset)
				}
			}
		})
	}
}

func TestWindowSaysWhyItEnds(t *testing.T) {
	broken := errors.New("broken")
	tests := map[string]struct {
		in   io.Reader
		read int
		want error
	}{
		"no JSON":          {strings.NewReader(`1 oops`), 1, skim.ErrSyntax},
		"cut":              {strings.NewReader(`1 {"a":"b`), 1, skim.ErrSyntax},
		"cut in an escape": {strings.NewReader(`1 "\u00`), 1, skim.ErrSyntax},
		"too long":         {strings.NewReader(`1 "` + strings.Repeat("x", 300) + `"`), 1, skim.ErrTooLong},
		"broken between":   {io.MultiReader(strings.NewReader(`1 2 `), iotest.ErrReader(broken)), 2, broken},
		"broken within":    {io.MultiReader(strings.NewReader(`1 [`), iotest.ErrReader(broken)), 1, broken},
		"silent":           {io.MultiReader(strings.NewReader(`1 [`), silence{}), 1, io.ErrNoProgress},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, _, err := values(tt.in, 16, 256)
			if len(got) != tt.read || !errors.Is(err, tt.want) {
				t.Errorf("%d values, %v, want %d, %v", len(got), err, tt.read, tt.want)
			}
		})
	}
}

type silence struct{}

func (silence) Read([]byte) (int, error) { return 0, nil }

// TestWindowWaitsForNothing holds that a value which is there is shown at once,
// also where the stream has not gone on behind it.
func TestWindowWaitsForNothing(t *testing.T) {
	for _, value := range []string{`{"a":1}`, `[1]`, `"x"`, `null`} {
		hanging := iotest.ErrReader(errors.New("read on"))
		got, _, err := values(io.MultiReader(strings.NewReader(value), hanging), 16, 256)
		if len(got) != 1 {
			t.Errorf("%s: %q, %v", value, got, err)
		}
	}
}

func TestWindowHandsOverTheRest(t *testing.T) {
	w := skim.NewWindow(iotest.HalfReader(strings.NewReader(`1 2 [3, 4] 5`)), 8, 256, skim.MaxDepth)
	for range 2 {
		if _, err := w.Next(); err != nil {
			t.Fatal(err)
		}
		length, err := w.Value(whole)
		if err != nil {
			t.Fatal(err)
		}
		w.Drop(length)
	}
	if rest, err := io.ReadAll(w.Rest()); string(rest) != ` [3, 4] 5` || err != nil {
		t.Errorf("rest %q, %v", rest, err)
	}
}
