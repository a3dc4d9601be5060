package report

import (
	"encoding/hex"
	"net/netip"
	"net/url"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// indicatorLinks collects VirusTotal pages, each once.
type indicatorLinks struct {
	add  func(title, address string)
	seen map[string]bool
}

// virusTotal links what the finding gives a hash, an address or a name of.
func virusTotal(f threat.Finding, add func(title, address string)) {
	links := indicatorLinks{add: add, seen: map[string]bool{}}
	for _, p := range f.Processes {
		links.file(p.Binary)
		for _, library := range p.Libraries {
			links.file(library)
		}
	}
	for _, file := range f.Files {
		links.file(file)
	}
	for _, c := range f.Connections {
		links.address(c.DestinationIP)
	}
	for _, ip := range f.Indicators.IPs {
		links.address(ip)
	}
	for _, domain := range f.Indicators.Domains {
		links.page("VirusTotal: domain", "domain/"+url.PathEscape(domain.Raw()))
	}
	for _, uri := range f.Indicators.URIs {
		// The search page decodes its last part twice.
		links.page("VirusTotal: URI", "search/"+url.PathEscape(url.QueryEscape(uri.Raw())))
	}
}

// file links a whole file's hash. A script's hash is left out by the caller: it
// covers the part that SCC kept, and a partial hash names no file either.
func (l indicatorLinks) file(f threat.File) {
	sum, err := hex.DecodeString(f.SHA256.Raw())
	if err != nil || len(sum) != 32 || f.Partial {
		return
	}
	digits := hex.EncodeToString(sum)
	l.page("VirusTotal: file "+digits[:8], "file/"+digits)
}

// address links an address that the world can know; a private one tells nothing.
func (l indicatorLinks) address(text untrusted.Text) {
	ip, err := netip.ParseAddr(text.Raw())
	if err != nil || ip.Zone() != "" || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return
	}
	l.page("VirusTotal: address "+ip.String(), "ip-address/"+url.PathEscape(ip.String()))
}

func (l indicatorLinks) page(title, path string) {
	if l.seen[path] || strings.HasSuffix(path, "/") {
		return
	}
	l.seen[path] = true
	l.add(title, "https://www.virustotal.com/gui/"+path)
}
