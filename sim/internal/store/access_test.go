package store_test

import (
	"slices"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

func TestShareRefusals(t *testing.T) {
	b := newBench(t, store.Rules{})
	id, shared, expired := b.add(alpha, phoneA), b.add(alpha, phoneB), b.add(alpha, phoneC)
	b.must(func(tx *store.Tx) error { return tx.Share(alpha, shared, beta, byAlpha) })
	b.must(func(tx *store.Tx) error { return tx.Expire(phoneC) })
	for _, c := range []struct {
		want               sim.ErrorCode
		business, id, with string
		by                 sim.Token
	}{
		{sim.BusinessNotFound, "404", id, beta, byAlpha},
		{sim.BusinessAccessDenied, alpha, id, gamma, byBeta},
		{sim.NumberNotFound, alpha, "404", beta, byAlpha},
		{sim.PermissionDenied, beta, shared, gamma, byBeta},
		{sim.PartnerBusinessNotFound, alpha, id, "404", byAlpha},
		{sim.RelationshipForbidden, alpha, id, alpha, byAlpha},
		{sim.AlreadyShared, alpha, shared, beta, byAlpha},
		{"", alpha, expired, beta, byAlpha}, // no source forbids it
		{"", alpha, id, beta, byAlpha},      // NOT_VERIFIED is no obstacle
	} {
		b.want(c.want, func(tx *store.Tx) error { return tx.Share(c.business, c.id, c.with, c.by) })
	}
	for _, c := range []struct {
		want               sim.ErrorCode
		business, id, with string
		by                 sim.Token
	}{
		{sim.BusinessNotFound, "404", id, beta, byAlpha},
		{sim.BusinessAccessDenied, alpha, id, beta, byBeta},
		{sim.NumberNotFound, alpha, "404", beta, byAlpha},
		{sim.PermissionDenied, beta, id, beta, byBeta},
		{sim.NotShared, alpha, id, gamma, byAlpha},
		{"", alpha, id, beta, byAlpha},
		{sim.NotShared, alpha, id, beta, byAlpha},
	} {
		b.want(c.want, func(tx *store.Tx) error { return tx.Unshare(c.business, c.id, c.with, c.by) })
	}
}

func TestSharedRights(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.add(alpha, phoneA)
	b.want(sim.PermissionDenied, request(id, byBeta))
	b.want(sim.PermissionDenied, func(tx *store.Tx) error { _, err := tx.Partners(id, byBeta); return err })
	for _, with := range []string{gamma, beta} {
		b.must(func(tx *store.Tx) error { return tx.Share(alpha, id, with, byAlpha) })
	}
	b.want(sim.BusinessAccessDenied, request(id, byBeta))
	b.want(sim.PermissionDenied, func(tx *store.Tx) error { _, err := tx.VerifyCode(id, byBeta, "123456"); return err })
	b.verifyFully(id, byAlpha)
	b.must(func(tx *store.Tx) error {
		partners, err := tx.Partners(id, byBeta)
		if len(partners) != 2 || partners[0].ID != gamma || partners[1].Name != tx.BusinessName(beta) {
			t.Errorf("partners: %+v", partners)
		}
		n, _ := tx.Number(id, byGamma)
		if !slices.Equal(n.SharedWith, []string{gamma, beta}) || n.OwnerBusinessID != alpha || n.Status != sim.Verified {
			t.Errorf("read by a sharer: %+v", n)
		}
		return err
	})
	b.want(sim.PermissionDenied, func(tx *store.Tx) error { return tx.DeleteNumber(id, byBeta) })
	before := b.number(id)
	b.must(func(tx *store.Tx) error { return tx.Unshare(alpha, id, gamma, byAlpha) })
	if !slices.Equal(before.SharedWith, []string{gamma, beta}) {
		t.Error("a copy changed after it had left")
	}
	b.want(sim.PermissionDenied, request(id, byGamma))
	b.want(sim.BusinessAccessDenied, func(tx *store.Tx) error { _, err := tx.Numbers(alpha, byBeta, store.Query{}); return err })
	b.want(sim.PhoneNumberTaken, func(tx *store.Tx) error { _, err := tx.AddNumber(beta, "+1 (211) 555-5105"); return err })
}

func TestTokens(t *testing.T) {
	b := newBench(t, store.Rules{})
	b.do(func(tx *store.Tx) {
		tx.AddToken(sim.Token{Value: "a", Business: alpha, Permissions: []string{sim.ManagePermission}})
		tx.AddToken(sim.Token{Value: "late", Business: alpha, ExpiresAt: start.Add(day)})
		tx.AddToken(sim.Token{Value: "hub-1", Business: store.Business360dialog})
		tx.AddToken(sim.Token{Value: "hub-0", Business: store.Business360dialog})
	})
	auth := func(value string, want sim.ErrorCode) sim.Token {
		t.Helper()
		tok, err := b.s.Authenticate(b.now, value)
		if refusal(err) != want {
			t.Errorf("token %q: %v, want %q", value, err, want)
		}
		return tok
	}
	if tok := auth("a", ""); tok.App != sim.DefaultApp || !tok.Allows(sim.ManagePermission) || tok.Allows("ads") {
		t.Errorf("token: %+v", tok)
	}
	auth("", sim.InvalidToken)
	auth("x", sim.InvalidToken)
	b.now = start.Add(day - 1)
	auth("late", "")
	b.now = start.Add(day)
	auth("late", sim.TokenExpired)
	b.must(func(tx *store.Tx) error { return tx.ChangeToken("a", func(t *sim.Token) { t.Permissions = nil }) })
	if auth("a", "").Allows(sim.ManagePermission) {
		t.Error("the permission stayed")
	}
	b.must(func(tx *store.Tx) error { return tx.ChangeToken("a", func(t *sim.Token) { t.ExpiresAt = b.now }) })
	auth("a", sim.TokenExpired)
	b.must(func(tx *store.Tx) error { return tx.ChangeToken("a", func(t *sim.Token) { t.RevokedAt = b.now }) })
	auth("a", sim.TokenRevoked)
	b.want(sim.UnknownName, func(tx *store.Tx) error { return tx.ChangeToken("x", nil) })
	if got := b.s.Token360dialog(); got != "hub-1" {
		t.Errorf("the hub uses %q, want its first token", got)
	}
	if b.s.LookupCredential("a") != store.CredentialToken || b.s.LookupCredential("x") != "" {
		t.Error("what is known of the tokens")
	}
}

func TestPartnersAccess(t *testing.T) {
	b := newBench(t, store.Rules{})
	if p, err := b.s.Key("key-1"); p != "simul8PA" || err != nil {
		t.Errorf("key: %q, %v", p, err)
	}
	if _, err := b.s.Key(""); refusal(err) != sim.Unauthorized {
		t.Error("no key passes")
	}
	b.must(func(tx *store.Tx) error { return tx.RevokeKey("key-1") })
	b.want(sim.UnknownName, func(tx *store.Tx) error { return tx.RevokeKey("x") })
	if _, err := b.s.Key("key-1"); refusal(err) != sim.Unauthorized {
		t.Error("a revoked key passes")
	}
	if p, err := b.s.Login("partner@example.com", "simulator"); p != "simul8PA" || err != nil {
		t.Errorf("login: %q, %v", p, err)
	}
	if _, err := b.s.Login("partner@example.com", "x"); refusal(err) != sim.Unauthorized {
		t.Error("a wrong password passes")
	}
}

func TestOpen(t *testing.T) {
	b := newBench(t, store.Rules{Open: true, OpenBusiness: "777"})
	tok, err := b.s.Authenticate(b.now, "anything")
	if err != nil || !tok.Open || tok.Business != alpha || !tok.Allows(sim.ManagePermission) {
		t.Fatalf("token: %+v, %v", tok, err)
	}
	if _, err := b.s.Authenticate(b.now, ""); refusal(err) != sim.InvalidToken {
		t.Error("no token passes")
	}
	if p, err := b.s.Key("anything"); p != "" || err != nil {
		t.Errorf("key: %q, %v", p, err)
	}
	b.must(func(tx *store.Tx) error { return tx.RevokeKey("key-1") })
	if _, err := b.s.Key("key-1"); refusal(err) != sim.Unauthorized {
		t.Error("a revoked key passes")
	}
	id := b.add("123456789012345", phoneA)
	if node := b.s.Peek(b.now, "123456789012345"); node.Kind != store.KindBusiness {
		t.Errorf("the business was not made known: %+v", node)
	}
	b.want(sim.BusinessNotFound, func(tx *store.Tx) error { _, err := tx.AddNumber(id, phoneB); return err })
	b.want(sim.BusinessNotFound, func(tx *store.Tx) error { _, err := tx.AddNumber("", phoneB); return err })
	b.must(func(tx *store.Tx) error { _, err := tx.Number(id, tok); return err })
	b.must(func(tx *store.Tx) error {
		p, err := tx.Partner("newPA")
		if p.Business != "777" {
			t.Errorf("partner: %+v", p)
		}
		_, known := tx.Business("777", sim.Token{Business: "777"})
		return errorsOr(err, known)
	})
	b.want(sim.PartnerNotFound, func(tx *store.Tx) error { _, err := tx.Partner(""); return err })
}

func errorsOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func TestRightsUnderSwitches(t *testing.T) {
	b := newBench(t, store.Rules{Switches: sim.Switches{SharedWith: "may_verify", Reshare: "allowed", ShareExpired: "refused"}})
	id := b.add(alpha, phoneA)
	b.must(func(tx *store.Tx) error { return tx.Share(alpha, id, beta, byAlpha) })
	b.verifyFully(id, byBeta)
	b.must(func(tx *store.Tx) error { return tx.Share(beta, id, gamma, byBeta) })
	b.want(sim.PermissionDenied, func(tx *store.Tx) error { return tx.DeleteNumber(id, byBeta) })
	b.must(func(tx *store.Tx) error { return tx.Unshare(alpha, id, gamma, byAlpha) })
	b.must(func(tx *store.Tx) error { return tx.Expire(phoneA) })
	b.want(sim.NotShareable, func(tx *store.Tx) error { return tx.Share(alpha, id, gamma, byAlpha) })
}
