package gke

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// maxBody bounds one answer of the API server. What etcd stores of one object is
// smaller by far (1.5 MiB by default).
const maxBody = 16 << 20

var errTooLong = errors.New("the answer is longer than any object")

// bounded wraps a transport so that no answer fills the memory. Past the limit
// reading fails; an answer that was merely shortened could pass for a whole one.
func bounded(next http.RoundTripper) http.RoundTripper { return &bounder{next} }

type bounder struct{ next http.RoundTripper }

func (b *bounder) RoundTrip(req *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	response.Body = &body{ReadCloser: response.Body, left: maxBody}
	return response, nil
}

// WrappedRoundTripper lets client-go look for the transport inside.
func (b *bounder) WrappedRoundTripper() http.RoundTripper { return b.next }

type body struct {
	io.ReadCloser
	left int64
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("reading an answer of more than %d bytes: %w", maxBody, errTooLong)
	}
	return n, err
}
