package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"maps"
	"math/big"
	"net"
	"slices"
	"time"
)

// certificateLife is how long a self-made certificate is good; it begins an
// hour before now, for clocks that are behind. Clients refuse much longer ones.
const certificateLife = 397 * 24 * time.Hour

// SelfSigned makes a CA and a certificate it has signed for the vendors' names,
// localhost, the loopback addresses, and the names and addresses given. It returns the
// certificate to serve with and the CA in PEM, for clients to trust. Both are
// new each time and the CA's key is thrown away.
func SelfSigned(now time.Time, names ...string) (tls.Certificate, []byte, error) {
	caKey, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // the system's random source never fails
	ca := certificate(now, "preverified-sim CA", 1)
	ca.IsCA, ca.BasicConstraintsValid = true, true
	ca.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // as above
	leaf := certificate(now, "preverified-sim", 2)
	leaf.KeyUsage = x509.KeyUsageDigitalSignature
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, name := range append(append(slices.Sorted(maps.Keys(vendorHosts)), "localhost", "127.0.0.1", "::1"), names...) {
		if ip := net.ParseIP(name); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, caKey)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	pemCA := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
	return tls.Certificate{Certificate: [][]byte{der, caDER}, PrivateKey: key}, pemCA, nil
}

func certificate(now time.Time, name string, serial int64) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano() + serial),
		Subject:      pkix.Name{CommonName: name, Organization: []string{"preverified-sim"}},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(certificateLife),
	}
}
