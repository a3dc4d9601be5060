package render

import (
	"net"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// finding writes step 1: what was claimed, in the finding's own words.
func (p *page) finding(f threat.Finding) {
	p.hanging(dots(esc(f.Name)), 2)
	p.text(dots(esc(f.State), muteWords(f.Mute.Raw()), p.eventTime(f), p.theme.faint.Render(f.Dialect)))
	if class := f.Class.Raw(); class != "" && class != "THREAT" {
		p.text(p.theme.warn.Render("not a threat finding: its class is " + esc(f.Class)))
	}
	if !f.Description.IsZero() {
		p.quoted(f.Description)
	}
	p.claimedTree(f.Processes)
	for _, c := range f.Connections {
		p.text("connection " + connection(c))
	}
	for _, file := range f.Files {
		p.text(p.file("file", file))
	}
	p.access(f.Access)
	p.listed("indicator ", f.Indicators.IPs, f.Indicators.Domains, f.Indicators.URIs, f.Indicators.Signatures)
	p.listed("object ", f.Kubernetes.Roles, f.Kubernetes.Bindings, f.Kubernetes.Objects)
	if len(f.Unread) > 0 {
		p.hanging(p.theme.faint.Render("fields that this tool does not read: "+joined(f.Unread)), 2)
	}
}

func (p *page) eventTime(f threat.Finding) string {
	if f.EventTime.IsZero() {
		return "no event time"
	}
	return stamp(f.EventTime)
}

// muteWords leaves out what is unset.
func muteWords(mute string) string {
	switch mute {
	case "MUTED":
		return "muted"
	case "UNMUTED", "UNDEFINED", "":
		return "not muted"
	}
	return untrusted.Escape(mute)
}

// quoted sets the finding's prose off from ours.
func (p *page) quoted(t untrusted.Text) {
	for _, line := range t.Lines() {
		p.hanging(p.theme.faint.Render("“"+esc(line)+"”"), 1)
	}
}

func (p *page) access(a threat.Access) {
	if a == (threat.Access{}) {
		return
	}
	p.text(dots("called by "+esc(a.Principal), prefixed("from ", a.CallerIP), esc(a.Method)))
}

func (p *page) listed(label string, lists ...[]untrusted.Text) {
	for _, list := range lists {
		for _, one := range list {
			p.hanging(label+esc(one), 2)
		}
	}
}

func connection(c threat.Connection) string {
	from := endpoint(esc(c.SourceIP), c.SourcePort)
	to := endpoint(esc(c.DestinationIP), c.DestinationPort)
	line := strings.TrimSpace(esc(c.Protocol)) + " "
	if from != "" {
		line += from + " "
	}
	return strings.TrimSpace(line + "→ " + to)
}

// endpoint joins address and port as net.JoinHostPort does; port 0 is unknown.
func endpoint(ip string, port int) string {
	if port == 0 {
		return ip
	}
	return net.JoinHostPort(ip, strconv.Itoa(port))
}

// file writes a file with what identifies it.
func (p *page) file(label string, f threat.File) string {
	size := ""
	if f.Size > 0 {
		size = strconv.FormatInt(f.Size, 10) + " B"
	}
	return dots(label+" "+esc(f.Path), hash(f), size)
}

// hash names the part that it covers where that is not the whole file.
func hash(f threat.File) string {
	switch {
	case f.SHA256.IsZero():
		return ""
	case f.Partial:
		return "sha256 of the first " + strconv.FormatInt(f.HashedSize, 10) + " B " + esc(f.SHA256)
	default:
		return "sha256 " + esc(f.SHA256)
	}
}

func joined(list []untrusted.Text) string {
	words := make([]string, len(list))
	for i, one := range list {
		words[i] = esc(one)
	}
	return strings.Join(words, ", ")
}
