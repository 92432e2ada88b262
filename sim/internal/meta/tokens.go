package meta

import (
	"crypto/hmac"
	"errors"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// exchangePath is the one path that takes no token.
const exchangePath = "/oauth/access_token"

// exchangeCode exchanges the code of a signup for a business token.
var exchangeCode = reads(func(r *reader) (wire.Object, error) {
	c := r.call
	t, err := r.tx.ExchangeCode(arg(c, "client_id"), arg(c, "client_secret"), arg(c, "redirect_uri"), arg(c, "code"))
	out := wire.Object{{Name: "access_token", Value: t.Value}, {Name: "token_type", Value: "bearer"}}
	if err == nil && !t.ExpiresAt.IsZero() {
		out = append(out, wire.Member{Name: "expires_in", Value: int(t.ExpiresAt.Sub(t.IssuedAt) / time.Second)})
	}
	return out, err
})

// debugToken describes a token, a dead one too.
var debugToken = reads(func(r *reader) (wire.Object, error) {
	t, app, alive, err := r.tx.InspectToken(arg(r.call, "input_token"), r.call.Token)
	if why, refused := errors.AsType[*sim.Error](alive); refused {
		return wire.Object{{Name: "data", Value: wire.Object{
			{Name: "error", Value: deadTokens[why.Code]}, {Name: "is_valid", Value: false}, {Name: "scopes", Value: []string{}},
		}}}, nil
	} else if err != nil {
		return nil, err
	}
	return wire.Object{{Name: "data", Value: wire.Object{
		{Name: "app_id", Value: t.App}, {Name: "type", Value: "SYSTEM_USER"}, {Name: "application", Value: app},
		{Name: "data_access_expires_at", Value: 0}, {Name: "expires_at", Value: unixOrZero(t.ExpiresAt)}, {Name: "is_valid", Value: true},
		{Name: "issued_at", Value: unixOrZero(t.IssuedAt)}, {Name: "scopes", Value: append([]string{}, t.Permissions...)},
		{Name: "granular_scopes", Value: granularScopes(t)}, {Name: "user_id", Value: t.User},
	}}}, nil
})

// deadTokens are the words for a token that is refused (one public client).
var deadTokens = map[sim.ErrorCode]wire.Object{
	sim.InvalidToken:    {{Name: "code", Value: 190}, {Name: "message", Value: "Invalid OAuth access token."}},
	sim.TokenExpired:    {{Name: "code", Value: 190}, {Name: "message", Value: "Error validating access token: Session has expired."}, {Name: "subcode", Value: 463}},
	sim.TokenRevoked:    {{Name: "code", Value: 190}, {Name: "message", Value: "Error validating access token: The session has been invalidated."}, {Name: "subcode", Value: 460}},
	sim.TokenAppRemoved: {{Name: "code", Value: 190}, {Name: "message", Value: "Error validating access token: The user has not authorized the application."}, {Name: "subcode", Value: 458}},
}

func unixOrZero(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return int(t.Unix())
}

// granularScopes are the permissions about WABAs with the WABAs they are good for,
// the newest first; a token that is not scoped has no list of them.
func granularScopes(t sim.Token) []wire.Object {
	out := []wire.Object{}
	for _, scope := range t.Permissions {
		if scope != sim.WABAPermission && scope != sim.MessagingPermission {
			continue
		}
		one := wire.Object{{Name: "scope", Value: scope}}
		if t.Scoped {
			one = append(one, wire.Member{Name: "target_ids", Value: append([]string{}, t.WABAs...)})
		}
		out = append(out, one)
	}
	return out
}

// systemUserToken gives a partner the token of a customer's business, for the proof
// that the partner knows the secret of the app.
var systemUserToken = reads(func(r *reader) (wire.Object, error) {
	c := r.call
	app, err := r.tx.App(c.Token.App)
	if err == nil && !hmac.Equal([]byte(arg(c, "appsecret_proof")), []byte(proofOf(app.Secret, c.Token.Value))) {
		err = &sim.Error{Code: invalidProof}
	}
	if err != nil {
		return nil, err
	}
	t, err := r.tx.SystemUserToken(c.Node, c.Token)
	return wire.Object{{Name: "access_token", Value: t.Value}}, err
})
