package wellformed

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
)

// HTML returns an error where a page has an element, an attribute or a link that is
// not the report's own, could run or load anything, or lacks a command.
func HTML(out string, r report.Report) error {
	if err := Plain(out); err != nil {
		return err
	}
	if err := nested(out); err != nil {
		return err
	}
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		return err
	}
	seen := &page{addresses: addresses(r)}
	if err := seen.visit(root); err != nil {
		return err
	}
	if seen.heads != 1 {
		return fmt.Errorf("%d heads", seen.heads)
	}
	if err := whole(r, seen.titles, seen.blocks, seen.items); err != nil {
		return err
	}
	return seen.policy()
}

// page is what was seen of one.
type page struct {
	addresses map[string]bool
	titles    []string // of level 2
	blocks    []string // what can be pasted
	items     []string // of lists
	metas     []string
	heads     int // of level 1
	style     string
}

// policy returns an error where the page's own rules do not forbid all but its
// style sheet.
func (p *page) policy() error {
	sum := sha256.Sum256([]byte(p.style))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	if !slices.Contains(p.metas, "Content-Security-Policy="+policy) || !slices.Contains(p.metas, "referrer=no-referrer") {
		return fmt.Errorf("the page's policy is not the one wanted: %q", p.metas)
	}
	return nil
}

// HTMLSkeleton lists the elements of a page with the names of their attributes, but
// for the code within sentences, and the titles of its sections.
func HTMLSkeleton(out string) []string {
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		return []string{err.Error()}
	}
	var nodes []string
	var visit func(*html.Node, int)
	visit = func(n *html.Node, depth int) {
		if n.Type != html.TextNode && (n.Data != "code" || len(n.Attr) > 0) {
			nodes = append(nodes, strings.TrimSpace(fmt.Sprintf("%d %s %s", depth, n.Data, attributeNames(n))))
		}
		if n.Data == "h2" {
			nodes = append(nodes, content(n))
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			visit(child, depth+1)
		}
	}
	visit(root, 0)
	return nodes
}

func attributeNames(n *html.Node) string {
	var names []string
	for _, a := range n.Attr {
		names = append(names, a.Key)
	}
	return strings.Join(names, ",")
}

// nested reads the page by its tags alone, before the parser mends anything.
func nested(out string) error {
	var open []string
	tokens := html.NewTokenizer(strings.NewReader(out))
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		name, _ := tokens.TagName()
		switch {
		case kind == html.TextToken, kind == html.DoctypeToken, kind == html.StartTagToken && string(name) == "meta":
		case kind == html.StartTagToken:
			open = append(open, string(name))
		case kind == html.EndTagToken && len(open) > 0 && open[len(open)-1] == string(name):
			open = open[:len(open)-1]
		default:
			return fmt.Errorf("unexpected %s %q within %q", kind, name, open)
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%q is never closed", open)
	}
	return nil
}

// allowed are the elements of a report and the attributes that each may have.
func allowed(element string) ([]string, bool) {
	switch element {
	case "html":
		return []string{"lang"}, true
	case "meta":
		return []string{"charset", "name", "http-equiv", "content"}, true
	case "a":
		return []string{"href", "rel", "target"}, true
	case "td":
		return []string{"class", "colspan"}, true
	case "head", "title", "style", "body", "main", "header", "section", "footer", "h1", "h2", "p", "div", "span", "strong", "code", "pre",
		"blockquote", "ul", "li", "table", "thead", "tbody", "tr", "th":
		return []string{"class"}, true
	}
	return nil, false
}

func (p *page) visit(n *html.Node) error {
	if n.Type == html.ElementNode {
		if err := p.element(n); err != nil {
			return err
		}
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if err := p.visit(child); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) element(n *html.Node) error {
	names, known := allowed(n.Data)
	if !known || n.Namespace != "" {
		return fmt.Errorf("an element %s", n.Data)
	}
	attributes := map[string]string{}
	for _, a := range n.Attr {
		attributes[a.Key] = a.Val
		if !slices.Contains(names, a.Key) || a.Namespace != "" {
			return fmt.Errorf("an attribute %s of %s", a.Key, n.Data)
		}
	}
	if class := attributes["class"]; strings.Trim(class, "abcdefghijklmnopqrstuvwxyz0123456789 ") != "" {
		return fmt.Errorf("a class %q", class)
	}
	return p.own(n, attributes)
}

// own takes down what the report has of its own, and checks links.
func (p *page) own(n *html.Node, attributes map[string]string) error {
	switch n.Data {
	case "a":
		if !p.addresses[spelled(attributes["href"])] || attributes["rel"] != "noopener noreferrer" {
			return fmt.Errorf("a link %v", attributes)
		}
	case "h1":
		p.heads++
	case "h2":
		p.titles = append(p.titles, content(n))
	case "li":
		p.items = append(p.items, oneBlank(content(n)))
	case "pre":
		p.blocks = append(p.blocks, content(n))
	case "style":
		p.style += content(n)
	case "meta":
		p.metas = append(p.metas, attributes["name"]+attributes["http-equiv"]+"="+attributes["content"])
	}
	return nil
}

func content(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		b.WriteString(content(child))
	}
	return b.String()
}
