package dialog360

import (
	"crypto/rsa"
	"crypto/sha1" //
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// signingPEM signs the bearer tokens of every world. It is public and worthless
// by intent: it guards simulated numbers only, and a fixed key makes the same
// request in the same world give the same token.
//
//go:embed signing_key.pem
var signingPEM []byte

// A bearer token lives as long as the vendor documents (older authorization page); its
// issuer is the simulator.
const (
	tokenLife   = 24 * time.Hour
	tokenIssuer = "preverified-sim"
	idAlphabet  = "0123456789abcdef"
)

const invalidGrant sim.ErrorCode = "invalid_grant"

// signer is the key with its name.
type signer struct {
	key *rsa.PrivateKey
	id  string
}

// signing parses the key when the first token is made or read.
var signing = sync.OnceValues(func() (signer, error) {
	key, err := jwt.ParseRSAPrivateKeyFromPEM(signingPEM)
	if err != nil {
		return signer{}, err
	}
	public := sha1.Sum(x509.MarshalPKCS1PublicKey(&key.PublicKey)) //nolint:gosec // see the import
	return signer{key, keyID(public[:])}, nil
})

// keyID is the form of a public sample token: base64 of 40 hex digits.
func keyID(fingerprint []byte) string {
	return base64.RawStdEncoding.EncodeToString([]byte(strings.ToUpper(hex.EncodeToString(fingerprint))))
}

// claims are the claims of a token. The vendor's own are unknown; these are the
// fewest that serve.
type claims struct {
	jwt.RegisteredClaims
	PartnerID string `json:"partner_id"`
}

// issueToken logs a user of 360dialog in. Under --open every user is let in, and a token
// of an unknown one acts for all partners.
func issueToken(c *trip.Call) (any, error) {
	username, password := field(c, "username"), field(c, "password")
	partner, err := c.Store().Login(username, password)
	if err != nil && (!c.Store().Rules().Open || username == "" || password == "") {
		return nil, &sim.Error{Code: invalidGrant}
	}
	c.Partner = partner
	token, err := writeToken(partner, username, c.Trace(idAlphabet, 32), c.Now())
	if err != nil {
		return nil, err
	}
	return wire.Object{
		{Name: "access_token", Value: token},
		{Name: "expires_in", Value: int(tokenLife / time.Second)},
		{Name: "token_type", Value: "Bearer"},
	}, nil
}

// writeToken makes a JWT in the form of the vendor's: RS256, with a key id.
func writeToken(partner, username, id string, now time.Time) (string, error) {
	with, err := signing()
	if err != nil {
		return "", err
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims{
		PartnerID: partner,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: tokenIssuer, Subject: username, ID: id,
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(tokenLife)),
		},
	})
	token.Header["kid"] = with.id
	return token.SignedString(with.key)
}

// readToken returns the partner of a bearer token, by its signature and its
// expiry at now. It returns [sim.Unauthorized]. Under --open any text passes
// that is not a token of ours gone stale.
func readToken(text string, now time.Time, open bool) (partner string, err error) {
	with, err := signing()
	if err != nil {
		return "", err
	}
	var said claims
	_, err = jwt.ParseWithClaims(text, &said, func(*jwt.Token) (any, error) { return &with.key.PublicKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithIssuer(tokenIssuer),
		jwt.WithExpirationRequired(), jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return now }))
	switch {
	case err == nil && (said.PartnerID != "" || open):
		return said.PartnerID, nil
	case err != nil && open && !errors.Is(err, jwt.ErrTokenExpired):
		return "", nil
	case err != nil:
		return "", &sim.Error{Code: sim.Unauthorized, Detail: err.Error()}
	default:
		return "", &sim.Error{Code: sim.Unauthorized, Detail: "the token names no partner"}
	}
}
