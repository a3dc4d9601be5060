package main

import (
	"strings"
	"testing"
)

func TestShow(t *testing.T) {
	const passing = `{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
`
	tests := map[string]struct {
		events string
		want   []string
		fails  bool
	}{
		"a package that passes": {events: passing, want: []string{"ok  \tp\t0.1s\n"}},
		"a test that fails": {
			events: passing + `{"Action":"output","Package":"q","Test":"TestA","Output":"    a_test.go:1: broken\n"}
{"Action":"fail","Package":"q","Test":"TestA"}
{"Action":"fail","Package":"q"}
`,
			want: []string{"a_test.go:1: broken"}, fails: true,
		},
		"a package that does not compile": {
			events: passing + `{"ImportPath":"q","Action":"build-output","Output":"q.go:1:1: expected 'package'\n"}
{"ImportPath":"q","Action":"build-fail"}
`,
			want: []string{"expected 'package'"}, fails: true,
		},
		"a test that can't run here": {
			events: `{"Action":"output","Package":"p","Test":"TestA/b","Output":"    a_test.go:1: NOT RUN: it needs root\n"}
{"Action":"skip","Package":"p","Test":"TestA/b"}
` + passing,
			want: []string{"NOT RUN on this machine, for want of root: 1\n  p TestA/b\n"},
		},
		"nothing":  {fails: true},
		"no event": {events: "panic: x", fails: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if err := show(strings.NewReader(tt.events), &out); (err != nil) != tt.fails {
				t.Errorf("error %v, want one: %t", err, tt.fails)
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in %q", want, out.String())
				}
			}
		})
	}
}
