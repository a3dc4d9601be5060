//go:build linux

package walk

import (
	"bytes"
	"slices"
	"strconv"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestHidden(t *testing.T) {
	child := func(parent int) map[int]*stat {
		return map[int]*stat{5: {process: threat.Process{PID: 5, ParentPID: parent}}}
	}
	tests := map[string]struct {
		answer answer
		want   []int
	}{
		"nothing":                           {answer: answer{own: 1, listed: []int{1, 5}, stats: child(1)}},
		"a thread of a listed process":      {answer: answer{own: 1, listed: []int{1, 5}, unlisted: map[int]int{6: 5}}},
		"a process":                         {answer: answer{own: 1, listed: []int{1, 5}, unlisted: map[int]int{6: 6}}, want: []int{6}},
		"a thread of a process not listed":  {answer: answer{own: 1, listed: []int{1, 5}, unlisted: map[int]int{6: 4}}, want: []int{4}},
		"what may not be read":              {answer: answer{own: 1, listed: []int{1, 5}, unlisted: map[int]int{6: 0}}, want: []int{6}},
		"the walking shell":                 {answer: answer{own: 1, listed: []int{5}}, want: []int{1}},
		"a parent":                          {answer: answer{own: 1, listed: []int{1, 5}, stats: child(4)}, want: []int{4}},
		"a parent outside of the namespace": {answer: answer{own: 1, listed: []int{1, 5}, stats: child(0)}},
		"a parent that was listed later": {
			answer: answer{own: 1, listed: []int{1, 5}, stats: child(9), rounds: []round{{after: []int{1, 5, 9}}}},
		},
		"in the cgroup before and after": {
			answer: answer{own: 1, listed: []int{1, 5}, cgroups: [][]int{{1, 5, 7}, {1, 5, 7}}}, want: []int{7},
		},
		"in the cgroup before or after": {answer: answer{own: 1, listed: []int{1, 5}, cgroups: [][]int{{1, 5, 7}, {1, 5, 8}}}},
		"under a mount":                 {answer: answer{own: 1, listed: []int{1}, mounts: "none /proc/5/fd tmpfs rw 0 0\n"}, want: []int{5}},
		"other mounts":                  {answer: answer{own: 1, listed: []int{1}, mounts: "proc /proc/sys proc ro 0 0\nnone /proc5 tmpfs rw 0 0\n"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { diff(t, "hidden", test.want, test.answer.hidden()) })
	}
}

// TestAnswersThatContradictThemselves changes real answers.
func TestAnswersThatContradictThemselves(t *testing.T) {
	out := testShells()[0].answer(t, nil, []string{"named", "one"})
	mark := "T=" + testNonce
	line := func(name string) []byte {
		at := bytes.Index(out, []byte(mark+"."+name))
		end := at + bytes.IndexByte(out[at:], '\n') + 1
		if at < 0 {
			t.Fatalf("no %s in the answer", name)
		}
		return out[at:end]
	}
	after := func(name, added string) func() []byte {
		return func() []byte { return bytes.Replace(out, line(name), append(slices.Clone(line(name)), added...), 1) }
	}
	insteadOf := func(name, other string) func() []byte {
		return func() []byte { return bytes.Replace(out, line(name), []byte(mark+"."+other+"\n"), 1) }
	}
	without := func(from string) func() []byte {
		return func() []byte {
			at := bytes.Index(out, []byte(from))
			return slices.Delete(slices.Clone(out), at, at+bytes.IndexByte(out[at:], '\n')+1)
		}
	}
	links := pathPrefix(testNonce) + "1/exe -> /bin/innocent\n"
	tests := map[string]struct {
		change func() []byte
		want   threat.FlawCode
	}{
		"an executable twice":     {change: after("links", "lrwxrwxrwx 1 0 0 0 Nov 22 03:47 "+links), want: threat.FlawForged},
		"a target without a link": {change: after("links", "/bin/innocent\n"), want: threat.FlawForged},
		"a folder twice":          {change: after("links", "dr-xr-xr-x 9 5 0 0 Nov 22 03:47 "+pathPrefix(testNonce)+"1\n"), want: threat.FlawForged},
		"descriptors twice":       {change: after("fds", pathPrefix(testNonce)+"1/fd:\n"), want: threat.FlawForged},
		"another count":           {change: insteadOf("end", "end 1"), want: threat.FlawCut},
		"another version":         {change: insteadOf("begin", "begin 2 4 cat ls"), want: threat.FlawForged},
		"text before":             {change: func() []byte { return append([]byte("x"), out...) }, want: threat.FlawForged},
		"text after":              {change: func() []byte { return append(slices.Clone(out), "x\n"...) }, want: threat.FlawForged},
		"a part twice":            {change: func() []byte { return append(slices.Clone(out), line("end")...) }, want: threat.FlawForged},
		"parts in another order":  {change: insteadOf("numbers", "pids 1"), want: threat.FlawForged},
		"an unknown part":         {change: insteadOf("numbers", "strange 1"), want: threat.FlawForged},
		"a table without heading": {change: without("  sl  local_address rem_address"), want: threat.FlawUnreadable},
		"another nonce":           {change: func() []byte { return bytes.ReplaceAll(out, []byte(testNonce), []byte("X"+testNonce[1:])) }, want: threat.FlawCut},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if look := Parse(test.change(), testNonce, false); !slices.Contains(codes(look), test.want) {
				t.Errorf("flaws %s, want %s", describe(look), test.want)
			}
		})
	}
}

// TestTheTwoSpellingsOfTheNonceAgree: the script makes the prefix on its own.
func TestTheTwoSpellingsOfTheNonceAgree(t *testing.T) {
	s := testShells()[0]
	for _, nonce := range []string{"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "abcdefghijklmnopqrstuvwxyz0189", strconv.Itoa(1 << 62)} {
		argv := append(slices.Clone(s.command), Command(nonce)[1:]...)
		look := Parse(stage{}.run(t, argv...), nonce, false)
		wantComplete(t, look)
		if first := called(t, look, "scene"); first.Executable.IsZero() {
			t.Errorf("nonce %s: no executable was read", nonce)
		}
	}
}
