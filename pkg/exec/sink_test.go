package exec

import (
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// The copiers of client-go may still write when Run has returned.
func TestSinkAfterSeal(t *testing.T) {
	var written atomic.Int64
	var sealed atomic.Bool
	s := &sink{left: 1 << 40, to: writer(func(p []byte) (int, error) {
		if sealed.Load() {
			t.Error("a write after the seal")
		}
		written.Add(int64(len(p)))
		return len(p), nil
	})}
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for range 1000 {
				if n, err := s.Write([]byte("abc")); n != 3 || err != nil {
					t.Errorf("write: %d, %v", n, err)
				}
			}
		})
	}
	s.Write([]byte("first"))
	s.seal()
	sealed.Store(true)
	before := written.Load()
	writers.Wait()
	if after := written.Load(); after != before {
		t.Errorf("%d bytes after the seal", after-before)
	}
}

type writer func([]byte) (int, error)

func (f writer) Write(p []byte) (int, error) { return f(p) }

func TestSinkTellsOfTheFirstFailure(t *testing.T) {
	var told []error
	s := &sink{left: 10, to: failing{io.ErrClosedPipe}, broken: func(err error) { told = append(told, err) }}
	for range 3 {
		if n, err := s.Write([]byte("abc")); n != 3 || err != nil {
			t.Errorf("write: %d, %v", n, err)
		}
	}
	if len(told) != 1 || !errors.Is(told[0], io.ErrClosedPipe) {
		t.Errorf("told %v", told)
	}
}

func TestSourceAfterSeal(t *testing.T) {
	s := &source{from: strings.NewReader("abc")}
	s.sealed.Store(true)
	if n, err := s.Read(make([]byte, 8)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("read %d bytes, %v", n, err)
	}
}
