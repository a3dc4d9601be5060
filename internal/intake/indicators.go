package intake

import (
	"math"
	"strconv"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func indicators(n *node) threat.Indicators {
	i := threat.Indicators{
		IPs:     n.get("ipaddresses").strs(),
		Domains: n.get("domains").strs(),
		URIs:    n.get("uris").strs(),
	}
	for _, signature := range n.get("signatures").each() {
		hashes := signature.get("memoryhashsignature")
		i.Signatures = appendSignature(i.Signatures, threat.Signature{
			Family:     hashes.get("binaryfamily").str(),
			Rule:       signature.get("yararulesignature").get("yararule").str(),
			Type:       signature.get("signaturetype").enum(),
			Detections: detections(hashes.get("detections")),
		})
	}
	return i
}

// threats reads the signatures of VM Threat Detection as the API v1 had them in
// sourceProperties.
func threats(n *node) []threat.Signature {
	var list []threat.Signature
	for _, found := range n.each() {
		hashes := found.get("memoryhashdetector")
		list = appendSignature(list, threat.Signature{
			Family:     hashes.get("binary").str(),
			Rule:       found.get("yararuledetector").get("yararulename").str(),
			Detections: detections(hashes.get("detections")),
		})
	}
	return list
}

func appendSignature(list []threat.Signature, s threat.Signature) []threat.Signature {
	if s.Family.IsZero() && s.Rule.IsZero() && len(s.Detections) == 0 {
		return list
	}
	return append(list, s)
}

func detections(n *node) []threat.Detection {
	var list []threat.Detection
	for _, d := range n.each() {
		list = append(list, threat.Detection{Binary: d.get("binary", "binaryname").str(), PagesMatched: d.get("percentpagesmatched").share()})
	}
	return list
}

// share returns a number that stands for a part of something; what no JSON can
// carry counts as unset.
func (n *node) share() float64 {
	if n == nil || n.kind != number && n.kind != text {
		return 0
	}
	f, err := strconv.ParseFloat(n.text, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

// appendNew adds texts that are set and not there yet.
func appendNew(list []untrusted.Text, more ...untrusted.Text) []untrusted.Text {
	for _, t := range more {
		known := false
		for _, one := range list {
			known = known || one == t
		}
		if !known {
			list = appendSet(list, t)
		}
	}
	return list
}
