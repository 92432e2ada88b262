package meta

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Refusals of authentication; see the catalogue.
const (
	missingToken  sim.ErrorCode = "missing_token"
	invalidProof  sim.ErrorCode = "invalid_appsecret_proof"
	tokenVariable               = "access_token"
)

// Authenticate implements trip.API. The token is read from the Authorization
// header, as Bearer or OAuth, else from the parameter access_token; on GET the
// body is not read for it (public captures). A refused credential is an answer
// of the operation it came for, so that the journal and coverage count it there.
func (g *Graph) Authenticate(c *trip.Call) error {
	if c.Path == exchangePath {
		return nil // it takes no token, and one that comes along is not looked at
	}
	err := authenticate(c)
	if err == nil {
		return nil
	}
	if rows, vars, _ := g.match(c); rows != nil && rows[0].Operation != "" {
		recognise(c, rows, vars)
	}
	return err
}

func authenticate(c *trip.Call) error {
	value := credential(c)
	if value == "" {
		return &sim.Error{Code: missingToken}
	}
	token, err := c.Store().Authenticate(c.Now(), value)
	c.Token = token
	if LooksReal(value) && c.Store().LookupCredential(value) != store.CredentialToken {
		c.LooksReal(value)
	}
	if err != nil {
		return err
	}
	c.Business = token.Business
	return checkProof(c)
}

func bearer(c *trip.Call) string {
	return trip.Bearer(c.Request.Header.Get("Authorization"), "Bearer", "OAuth")
}

func credential(c *trip.Call) string {
	value := bearer(c)
	if value == "" {
		value, _ = c.Params.Text(tokenVariable)
	}
	return value
}

// realLength is the length from which a token that begins with EAA counts as a
// real one of Meta's (public captures); made-up ones are shorter.
const realLength = 60

// LooksReal reports whether a token has the form of Meta's own.
func LooksReal(token string) bool {
	return len(token) >= realLength && strings.HasPrefix(token, "EAA")
}

// checkProof holds appsecret_proof against the app's secret, where the world
// knows it: the lower-case hex HMAC-SHA256 of the token under the secret (SDK
// sources). Without the secret the proof is ignored.
func checkProof(c *trip.Call) error {
	proof, given := c.Params.Text("appsecret_proof")
	if c.Token.AppSecret == "" || !given {
		return nil
	}
	if !hmac.Equal([]byte(proof), []byte(proofOf(c.Token.AppSecret, c.Token.Value))) {
		return &sim.Error{Code: invalidProof}
	}
	return nil
}

// proofOf is the appsecret_proof of a token.
func proofOf(secret, token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}
