package simtest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// receiver is the webhook of an app, as a client has one.
type receiver struct {
	*httptest.Server
	got    chan told
	status atomic.Int64 // of its answers
	hangs  atomic.Bool
	leave  chan struct{}
}

// told is a webhook as it arrived.
type told struct {
	path, body, signature string
	accountUpdate
}

// accountUpdate is what an account_update says.
type accountUpdate struct {
	entry string
	Event sim.AccountEvent `json:"event"`
	Info  struct {
		WABA  string `json:"waba_id"`
		Owner string `json:"owner_business_id"`
		App   string `json:"partner_app_id"`
	} `json:"waba_info"`
}

// signed tells that the signature is the one of the app of the default scenario.
func (w told) signed() bool {
	sum := hmac.New(sha256.New, []byte("sim-app-secret"))
	sum.Write([]byte(w.body))
	return w.signature == "sha256="+hex.EncodeToString(sum.Sum(nil))
}

// received starts a receiver that takes every webhook and answers the handshake.
func received(t *testing.T) *receiver {
	t.Helper()
	h := &receiver{got: make(chan told, 100), leave: make(chan struct{})}
	h.status.Store(http.StatusOK)
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); r.Method == http.MethodGet {
			if q.Get("hub.mode") == "subscribe" && q.Get("hub.verify_token") == "t" {
				_, _ = io.WriteString(w, q.Get("hub.challenge"))
			}
			return
		}
		h.got <- readWebhook(t, r)
		if h.hangs.Load() {
			<-h.leave
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(int(h.status.Load()))
	}))
	t.Cleanup(func() {
		close(h.leave)
		h.Close()
	})
	return h
}

func readWebhook(t *testing.T, r *http.Request) told {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	w := told{path: r.Method + " " + r.URL.Path, body: string(body), signature: r.Header.Get("X-Hub-Signature-256")}
	var all struct {
		Entry []struct {
			ID      string
			Changes []struct{ Value accountUpdate }
		}
	}
	if err := json.Unmarshal(body, &all); err != nil || len(all.Entry) != 1 || len(all.Entry[0].Changes) != 1 {
		t.Errorf("%v in %s", err, body)
		return w
	}
	w.accountUpdate = all.Entry[0].Changes[0].Value
	w.entry = all.Entry[0].ID
	return w
}

// next is the webhook that arrives next.
func (h *receiver) next(t *testing.T) told {
	t.Helper()
	select {
	case w := <-h.got:
		return w
	case <-time.After(20 * time.Second):
		t.Fatal("no webhook arrives")
		return told{}
	}
}

// subscribed gives the app of the default scenario this receiver.
func (h *receiver) subscribed(t *testing.T, s *simtest.Sim) {
	t.Helper()
	if _, err := s.Controls().SetWebhook(t.Context(), sim.DefaultApp, sim.Webhook{URL: h.URL + "/hook", VerifyToken: "t"}); err != nil {
		t.Fatal(err)
	}
}
