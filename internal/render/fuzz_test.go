package render_test

import (
	"bytes"
	"io"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/test/wellformed"
)

// attacks are what has broken other tools, as seeds and as a table of its own.
func attacks() []string {
	return []string{
		"\x1b[2J\x1b]8;;https://evil.example/\x1b\\x\u202e\u009b31m\U000e0041\r\n\x00\xff │ 1 Finding",
		"[click](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example> https://evil.example www.evil.example evil@evil.example",
		"@admin #123 GH-1 ABC-123 !42 ~label %1 :smile: deadbeef0 user/repo#1 &1 $1 $`x`$",
		"<script>alert(1)</script><img src=x onerror=alert(1)><!-- --><a href=javascript:x>y</a>&lt;&#60;&copy;&quot;",
		"```\n# heading\n```\n~~~\n    code\n***\n---\n===\n> quote\n1. one\n- two\n+ three\n| a | b |\n|---|---|\n[^1]: note\nterm\n: definition",
		"` `` ``` ```` `a` `` b ` c ``", "`", "``", " ` ", "a`b", "\\`", "`\\",
		"1. 2) - + * # ## > | = === --- ~~~ \\ \\* * _a_ **b** ~~c~~ [ ] ( ) ![ ] [x] [^1]",
		"1234567 12345678 a1234567 v1 sha256 T1059", "1. one", "1) one", "www.", "(www.) www:", "- one", "- - one", "12", "12.", "(1) a", "> a", "# a", "Setext\n===\n---",
		"\" OR \"a\" \"unclosed (a) ((b)) “c” 'd' e' -f g- &h; i& j&k; l&amp; m:n: :o: p:",
		"</code></pre></style></title><textarea><svg><math><template><plaintext>",
		"' onmouseover='x' \" autofocus onfocus=\"x\" > style=x:expression(1)",
		"你好世界 日本語 한국어 नमस्ते กำ 👍🏽👩‍👩‍👧🇩🇪🇦 e\u0301\u0301\u0301\u0301\u0301 ﾊﾞ ㉈ \u302e",
		"x" + string(bytes.Repeat([]byte(" "), 90)) + "● NOT-OBSERVED  a complete look saw nothing",
		string(bytes.Repeat([]byte("wide "), 60)), string(bytes.Repeat([]byte("w"), 300)), string(bytes.Repeat([]byte("कि"), 100)),
		"", " ", "\n", "\n\n\n", "\t", "-", "(", ")", ".", "“", "plain words only",
	}
}

func fuzz(f *testing.F, check func(*testing.T, report.Report)) {
	for i, text := range attacks() {
		f.Add(text, []byte{byte(i), 3, 1, 6, 2, 9, 5})
		if i%3 > 0 {
			continue
		}
		f.Add(text+"\x1e"+attacks()[(i+1)%len(attacks())], []byte{1, 2, 3, 5, 7, 11, 13, byte(i)})
	}
	f.Fuzz(func(t *testing.T, texts string, shape []byte) { check(t, filled(texts, shape)) })
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// FuzzText checks the text form, plain and coloured, at several widths.
func FuzzText(f *testing.F) { fuzz(f, checkText(render.Text)) }

// FuzzProcesses checks what ps prints.
func FuzzProcesses(f *testing.F) { fuzz(f, checkText(render.Processes)) }

func checkText(layout func(io.Writer, report.Report, render.Options) error) func(*testing.T, report.Report) {
	return func(t *testing.T, r report.Report) {
		for _, o := range []render.Options{
			{Width: 40, Color: true}, {}, {Width: 80, Color: true, Links: true}, {Width: 120, Wide: true}, {Width: 200, Links: true},
		} {
			out := written(t, func(w io.Writer) error { return layout(w, r, o) })
			if err := wellformed.Plain(out); err != nil {
				t.Fatalf("%+v: %v", o, err)
			}
			width := o.Width
			if width == 0 {
				width = 80
			}
			if err := wellformed.Lines(out, width, r); err != nil {
				t.Fatalf("%+v: %v", o, err)
			}
		}
	}
}

// FuzzMarkdown reads the report back with a parser for Markdown.
func FuzzMarkdown(f *testing.F) { fuzz(f, checkMarkdown) }

func checkMarkdown(t *testing.T, r report.Report) {
	out := written(t, func(w io.Writer) error { return render.Markdown(w, r) })
	if err := wellformed.Markdown(out, r); err != nil {
		t.Fatal(err)
	}
	harmless(reflect.ValueOf(&r).Elem())
	plain := written(t, func(w io.Writer) error { return render.Markdown(w, r) })
	if diff := cmp.Diff(wellformed.MarkdownSkeleton(plain), wellformed.MarkdownSkeleton(out)); diff != "" {
		t.Fatalf("the texts change the structure (-plain +this):\n%s", diff)
	}
}

// FuzzHTML reads the report back with a parser for HTML.
func FuzzHTML(f *testing.F) { fuzz(f, checkHTML) }

func checkHTML(t *testing.T, r report.Report) {
	out := written(t, func(w io.Writer) error { return render.HTML(w, r) })
	if err := wellformed.HTML(out, r); err != nil {
		t.Fatal(err)
	}
	harmless(reflect.ValueOf(&r).Elem())
	plain := written(t, func(w io.Writer) error { return render.HTML(w, r) })
	if diff := cmp.Diff(wellformed.HTMLSkeleton(plain), wellformed.HTMLSkeleton(out)); diff != "" {
		t.Fatalf("the texts change the structure (-plain +this):\n%s", diff)
	}
}

// FuzzMachine reads the forms for programs back, and compares them.
func FuzzMachine(f *testing.F) { fuzz(f, checkMachine) }

func checkMachine(t *testing.T, r report.Report) {
	asJSON := written(t, func(w io.Writer) error { return render.JSON(w, r) })
	asYAML := written(t, func(w io.Writer) error { return render.YAML(w, r) })
	all := written(t, func(w io.Writer) error { return render.JSONPath(w, r, "{}") })
	one := written(t, func(w io.Writer) error {
		return render.JSONPath(w, r, `{range .finding.processes[*]}{.args}{"\n"}{end}`)
	})
	for form, out := range map[string]string{"json": asJSON, "yaml": asYAML, "jsonpath": all, "jsonpath range": one} {
		if err := wellformed.Plain(out); err != nil {
			t.Fatalf("%s: %v", form, err)
		}
	}
	if err := wellformed.SameTree([]byte(asJSON), []byte(asYAML)); err != nil {
		t.Fatal(err)
	}
}
