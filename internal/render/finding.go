package render

import (
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// finding writes step 1: what was claimed, in the finding's own words.
func (o *outline) finding(r report.Report) {
	f := r.Finding
	if f.Name.IsZero() {
		o.text("without a name of its own")
	}
	o.hanging(named(esc(f.Name)))
	o.say(dotted(plain(esc(f.State)), muted(f), plain(eventTime(f)), faint(f.Dialect)))
	if class := f.Class.Raw(); class != "" && class != "THREAT" {
		o.say(warn("not a threat finding: its class is " + esc(f.Class)))
	}
	o.say(dotted(labelled("detector module", f.Module), labelled("rule", f.Rule)))
	o.quoted(f.Description)
	o.claimedTree(f.Processes)
	for _, c := range f.Connections {
		o.entry(plain("connection "), named(connection(c)))
	}
	for _, one := range f.Files {
		o.entry(file("file", one))
	}
	o.containers(f, r.Target)
	o.access(f.Access)
	o.listed("indicator ", f.Indicators.IPs, f.Indicators.Domains, f.Indicators.URIs, signatures(f.Indicators.Signatures))
	o.listed("object ", f.Kubernetes.Roles, f.Kubernetes.Bindings, f.Kubernetes.Objects)
	o.listed("asked whether it may ", f.Kubernetes.AccessReviews)
	o.listed("affected ", f.Affected)
	o.advice(r)
	o.unread(f)
}

func eventTime(f threat.Finding) string {
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
func (o *outline) quoted(t untrusted.Text) {
	if t.IsZero() {
		return
	}
	lines := t.Lines()
	var quote quotation
	for _, line := range lines[:min(len(lines), scriptLines)] {
		quote.lines = append(quote.lines, esc(line))
	}
	o.add(quote)
	if more := len(lines) - scriptLines; more > 0 {
		o.say(faint("… " + strconv.Itoa(more) + " more lines: -o json shows all"))
	}
}

func (o *outline) access(a threat.Access) {
	if a.IsZero() {
		return
	}
	o.say(dotted(labelled("called by", a.Principal), labelled("user", a.User), labelled("from", a.CallerIP), named(esc(a.Region)),
		named(esc(a.Method)), named(esc(a.Service))))
	o.say(dotted(labelled("as", a.Subject), labelled("with key", a.Key), labelled("by", a.UserAgent)))
	o.listed("on behalf of ", a.DelegatedBy)
}

func (o *outline) listed(label string, lists ...[]untrusted.Text) {
	for _, list := range lists {
		for _, one := range list {
			o.entry(plain(label), named(esc(one)))
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
func file(label string, f threat.File) words {
	size := ""
	if f.Size > 0 {
		size = strconv.FormatInt(f.Size, 10) + " B"
	}
	path := append(plain(label+" "), named(esc(f.Path))...)
	var disk words
	if !f.Disk.IsZero() || !f.DiskPath.IsZero() {
		disk = slices.Concat(labelled("on partition", f.Disk), plain(" "), labelled("as", f.DiskPath))
	}
	return dotted(path, labelled(covers(f), f.SHA256), plain(size), named(joined(f.Operations)), disk, named(esc(f.LoadState)))
}

// covers names the part that a hash covers where that is not the whole file.
func covers(f threat.File) string {
	if f.Partial {
		return "sha256 of the first " + strconv.FormatInt(f.HashedSize, 10) + " B"
	}
	return "sha256"
}

func joined(list []untrusted.Text) string {
	words := make([]string, len(list))
	for i, one := range list {
		words[i] = esc(one)
	}
	return strings.Join(words, ", ")
}
