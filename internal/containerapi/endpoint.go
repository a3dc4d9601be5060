package containerapi

import (
	"crypto/x509"
	"fmt"

	"github.com/kubectl-threat/kubectl-threat/internal/quote"
)

// Way is which of a cluster's endpoints to take.
type Way int

// The ways. Default is the one that the cluster's settings prefer.
const (
	Default Way = iota
	InternalIP
	DNS
)

// Server is an endpoint of a control plane.
type Server struct {
	URL string
	// CA is PEM; empty for a DNS endpoint, for which a public authority vouches.
	CA  []byte
	DNS bool
}

// EndpointError says that a cluster has no such endpoint, or one that can't be used.
type EndpointError struct {
	why, mend string
}

func (e *EndpointError) Error() string { return e.why }

// Mend is what helps, empty where nothing does.
func (e *EndpointError) Mend() string { return e.mend }

// Server returns the endpoint by the rules of gcloud's get-credentials: the DNS
// endpoint by default only where the IP endpoints are switched off.
func (c Cluster) Server(way Way) (Server, error) {
	ipOff := c.ControlPlane.IP != nil && !c.ControlPlane.IP.Enabled
	switch {
	case way == DNS && !c.reachableByDNS():
		return Server{}, c.noEndpoint("does not let its DNS endpoint be reached from outside Google Cloud",
			quote.Shell("gcloud", "container", "clusters", "update", c.Name, "--location", c.Location, "--enable-dns-access"))
	case way == InternalIP && ipOff:
		return Server{}, c.noEndpoint("has its IP endpoints switched off", "use --dns-endpoint")
	case way == DNS, ipOff:
		return c.dns()
	case way == InternalIP:
		return c.internal()
	case c.Endpoint == "":
		return Server{}, c.noEndpoint("has no endpoint yet: its status is "+c.Status, "")
	}
	return c.byIP(c.Endpoint)
}

func (c Cluster) reachableByDNS() bool {
	return c.ControlPlane.DNS != nil && c.ControlPlane.DNS.External
}

func (c Cluster) dns() (Server, error) {
	if c.ControlPlane.DNS == nil || c.ControlPlane.DNS.Name == "" {
		return Server{}, c.noEndpoint("has no DNS endpoint", "")
	}
	return Server{URL: "https://" + c.ControlPlane.DNS.Name, DNS: true}, nil
}

func (c Cluster) internal() (Server, error) {
	switch {
	case c.Private == nil:
		return Server{}, c.noEndpoint("has no private address", "leave --internal-ip out")
	case c.Private.Endpoint == "":
		return Server{}, c.noEndpoint("has no private address yet: its status is "+c.Status, "")
	}
	return c.byIP(c.Private.Endpoint)
}

// byIP is an address that the cluster's own authority vouches for.
func (c Cluster) byIP(address string) (Server, error) {
	if len(c.MasterAuth.CA) == 0 {
		return Server{}, fmt.Errorf("cluster %s: the API gave no certificate authority, without which the server can't be verified", c.Name)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(c.MasterAuth.CA) {
		return Server{}, fmt.Errorf("cluster %s: the API gave a certificate authority that is none", c.Name)
	}
	return Server{URL: "https://" + address, CA: c.MasterAuth.CA}, nil
}

func (c Cluster) noEndpoint(why, mend string) error {
	return &EndpointError{why: "cluster " + c.Name + " " + why, mend: mend}
}
