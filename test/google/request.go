package google

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Request is one that was made.
type Request struct {
	Host, Method, Path string
	Query              url.Values
	Header             http.Header
	Body               string
}

// String is short enough for a list: GET container.googleapis.com/v1/projects.
func (r Request) String() string { return r.Method + " " + r.Host + r.Path }

// Fault is an answer that takes the place of the usual one.
type Fault struct {
	Host string
	Path string // how it begins; empty for all
	// Times is how often; zero for ever.
	Times  int
	Delay  time.Duration
	Status int // zero for the usual answer, after the delay
	Header map[string]string
	Body   string

	used int
}

// Fail makes the calls that fit go wrong from now on.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Requests are all that the APIs were asked, in order; those of the metadata
// server are not among them.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Refused says what was asked that the real one would not know: a test that ends
// with any has found a fault.
func (s *Server) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refused)
}

// Forget clears both.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.refused = nil, nil
}

func (s *Server) refuse(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = append(s.refused, what)
}

// serve writes each call down and hands it to its host.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	handler := s.handler(r.Host)
	if handler == nil || r.TLS.ServerName != r.Host {
		s.refuse(r.Method + " " + r.Host + r.URL.Path + ": not the host that the connection was for")
		http.Error(w, "misdirected", http.StatusMisdirectedRequest)
		return
	}
	if !strings.HasSuffix(r.Host, ".googleapis.com") {
		handler.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.note(Request{
		Host: r.Host, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(), Body: string(body),
	})
	if fault := s.fault(r); fault != nil {
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
			return
		}
		if fault.Status != 0 {
			fault.answer(w)
			return
		}
	}
	handler.ServeHTTP(w, r)
}

func (s *Server) note(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
}

func (s *Server) fault(r *http.Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Host == r.Host && strings.HasPrefix(r.URL.Path, f.Path) && (f.Times == 0 || f.used < f.Times) {
			f.used++
			return f
		}
	}
	return nil
}

func (f *Fault) answer(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(f.Status)
	_, _ = io.WriteString(w, f.Body)
}
