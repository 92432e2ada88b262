package dialog360

import (
	"crypto/rsa"
	_ "embed"
	"errors"
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

// signing parses the key when the first token is made or read.
var signing = sync.OnceValues(func() (*rsa.PrivateKey, error) { return jwt.ParseRSAPrivateKeyFromPEM(signingPEM) })

// keyID names the key in the form of a public sample token: base64 of 40 hex digits.
const keyID = "ODE3RUFEMTQ4ODI3MTA4MUZGNjY3NkU4MTNBN0I0MUMyNjg4MzExQQ"

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
	key, err := signing()
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
	token.Header["kid"] = keyID
	return token.SignedString(key)
}

// readToken returns the partner of a bearer token, by its signature and its
// expiry at now. It returns [sim.Unauthorized]. Under --open any text passes
// that is not a token of ours gone stale.
func readToken(text string, now time.Time, open bool) (partner string, err error) {
	key, err := signing()
	if err != nil {
		return "", err
	}
	var said claims
	_, err = jwt.ParseWithClaims(text, &said, func(*jwt.Token) (any, error) { return &key.PublicKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithIssuer(tokenIssuer),
		jwt.WithExpirationRequired(), jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return now }))
	switch {
	case err == nil && (said.PartnerID != "" || open):
		return said.PartnerID, nil
	case err != nil && open && !errors.Is(err, jwt.ErrTokenExpired):
		return "", nil
	case err == nil:
		err = errors.New("the token names no partner")
	}
	return "", &sim.Error{Code: sim.Unauthorized, Detail: err.Error()}
}
