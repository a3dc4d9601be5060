package wellformed

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// Markdown returns an error where a Markdown report has a heading, link or block
// that is not the report's own, or lacks a command; and where text outside of code
// holds what a tracker may take for a mention, a reference or markup.
func Markdown(out string, r report.Report) error {
	if err := Plain(out); err != nil {
		return err
	}
	source := []byte(out)
	seen := &markdown{source: source, addresses: addresses(r), stray: stray()}
	if err := ast.Walk(parsed(source), seen.visit); err != nil {
		return err
	}
	for i := range seen.fences {
		seen.fences[i] = strings.TrimSuffix(seen.fences[i], "\n")
	}
	return whole(r, seen.titles, seen.fences, seen.sentences)
}

// parsed reads Markdown with more extensions than most readers have, so that each
// would show.
func parsed(source []byte) ast.Node { //nolint:ireturn // the library's own
	return goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList)).
		Parser().Parse(text.NewReader(source))
}

// MarkdownSkeleton lists the nodes of a document, but for words and code, and the
// titles of its sections.
func MarkdownSkeleton(out string) []string {
	source := []byte(out)
	var nodes []string
	depth := 0
	_ = ast.Walk(parsed(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			depth--
			return ast.WalkContinue, nil
		}
		depth++
		switch n := n.(type) {
		case *ast.Text, *ast.CodeSpan:
		case *ast.List:
			nodes = append(nodes, fmt.Sprintf("%d %s %c", depth, n.Kind(), n.Marker))
		case *ast.Heading:
			title := ""
			if n.Level > 2 {
				title = (&markdown{source: source}).words(n, true)
			}
			nodes = append(nodes, fmt.Sprintf("%d %s %d %s", depth, n.Kind(), n.Level, title))
		default:
			nodes = append(nodes, fmt.Sprintf("%d %s", depth, n.Kind()))
		}
		return ast.WalkContinue, nil
	})
	return nodes
}

// stray are signs and words that stand outside of code and may mean something to
// a reader of Markdown, or to a tracker.
func stray() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`[^A-Za-z0-9 ,.;:()'&\x{80}-\x{10ffff}-]`),
		regexp.MustCompile(`(?i)www\.|\.[a-z]|:[a-z_]+:|\b[0-9a-f]{7,}\b|\b[A-Z]+-[0-9]|&[a-z0-9]*;`),
	}
}

type markdown struct {
	source    []byte
	addresses map[string]bool
	titles    []string // of level 3
	heads     int      // of level 2
	fences    []string
	sentences []string
	stray     []*regexp.Regexp
}

func (m *markdown) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.Document, *ast.List, *ast.ListItem, *ast.Blockquote, *ast.CodeSpan, *ast.Emphasis:
		return ast.WalkContinue, nil
	case *ast.Paragraph, *ast.TextBlock:
		return ast.WalkContinue, m.sentence(n)
	case *ast.Heading:
		return ast.WalkContinue, m.heading(n)
	case *ast.FencedCodeBlock:
		m.fences = append(m.fences, string(n.Lines().Value(m.source)))
		return ast.WalkContinue, nil
	}
	return ast.WalkContinue, m.inline(n)
}

func (m *markdown) inline(n ast.Node) error {
	switch n := n.(type) {
	case *ast.Link:
		if to := destination(n); !m.addresses[spelled(to)] {
			return fmt.Errorf("a link to %q", to)
		}
		return nil
	case *ast.Text:
		if n.SoftLineBreak() || n.HardLineBreak() {
			return fmt.Errorf("a line goes on after %q", n.Segment.Value(m.source))
		}
		return nil
	}
	return fmt.Errorf("a %s", n.Kind())
}

// destination is where a link leads once references to characters are resolved.
func destination(n *ast.Link) string {
	return string(util.ResolveNumericReferences(util.ResolveEntityNames(util.UnescapePunctuations(n.Destination))))
}

func (m *markdown) heading(n *ast.Heading) error {
	switch n.Level {
	case 2:
		m.heads++
		if m.heads > 1 {
			return fmt.Errorf("a second head: %q", m.words(n, true))
		}
	case 3:
		m.titles = append(m.titles, m.words(n, true))
	default:
		return fmt.Errorf("a heading of level %d", n.Level)
	}
	return m.sentence(n)
}

// sentence checks what stands outside of code.
func (m *markdown) sentence(n ast.Node) error {
	words := m.words(n, false)
	m.sentences = append(m.sentences, oneBlank(m.words(n, true)))
	for _, pattern := range m.stray {
		if found := pattern.FindString(words); found != "" {
			return fmt.Errorf("%q outside of code in %q", found, words)
		}
	}
	return nil
}

// words is the text below a node; without code, each piece of code is one blank.
func (m *markdown) words(n ast.Node, code bool) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			b.Write(child.Segment.Value(m.source))
		case *ast.CodeSpan:
			if !code {
				b.WriteByte(' ')
				continue
			}
			b.WriteString(m.words(child, true))
		default:
			b.WriteString(m.words(child, code))
		}
	}
	return b.String()
}
