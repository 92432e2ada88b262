package meta

import (
	"net/url"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// wabaDefaults are those of Meta OpenAPI v23.0.
var wabaDefaults = named("id", "name")

// wabaFields are the fields of a WABA in Meta OpenAPI v23.0, both of the node and
// of the lists, and those that clients ask for.
var wabaFields = unset(map[string]getter[sim.WABA]{
	"id":                           func(_ *reader, w sim.WABA, _ field) any { return w.ID },
	"name":                         func(_ *reader, w sim.WABA, _ field) any { return w.Name },
	"currency":                     func(_ *reader, w sim.WABA, _ field) any { return w.Currency },
	"timezone_id":                  func(*reader, sim.WABA, field) any { return "1" },
	"message_template_namespace":   func(_ *reader, w sim.WABA, _ field) any { return w.Namespace },
	"account_review_status":        func(*reader, sim.WABA, field) any { return "APPROVED" },
	"business_verification_status": func(*reader, sim.WABA, field) any { return "UNVERIFIED" },
	"ownership_type":               ownershipOf,
	"on_behalf_of_business_info":   func(r *reader, w sim.WABA, f field) any { return r.business(w.Business, f) },
	"owner_business_info":          func(r *reader, w sim.WABA, f field) any { return r.business(w.Business, f) },
	"phone_numbers":                func(r *reader, w sim.WABA, f field) any { return r.edge(w.ID, f) },
	"subscribed_apps":              func(r *reader, w sim.WABA, _ field) any { return subscriptions(r, w, appDefaults) },
	"creation_time":                func(_ *reader, w sim.WABA, _ field) any { return w.CreatedAt.Unix() },
}, "is_enabled_for_insights purchase_order_number audiences schedules dcc_config message_templates"+
	" health_status primary_funding_id marketing_messages_onboarding_status country primary_business_location")

// ownershipOf says whether the reader owns the WABA or manages it for a client
// (inferred from the words).
func ownershipOf(r *reader, w sim.WABA, _ field) any {
	if r.call.Token.Business == w.Business {
		return "SELF_OWNED"
	}
	return "CLIENT_OWNED"
}

func (r *reader) subscribedApps(e edge, fields []field) (wire.Object, error) {
	w, err := r.tx.WABA(e.node, r.call.Token)
	return subscriptions(r, w, fields), err
}

// appDefaults are the fields of the app of a subscription (Meta OpenAPI v23.0).
var appDefaults = named("id", "name", "link")

// appFields are those of the app of a subscription (Meta OpenAPI v23.0).
var appFields = map[string]getter[sim.App]{
	"id":   func(_ *reader, a sim.App, _ field) any { return a.ID },
	"name": func(_ *reader, a sim.App, _ field) any { return a.Name },
	"link": func(_ *reader, a sim.App, _ field) any { return "https://www.facebook.com/games/?app_id=" + a.ID },
}

func subscriptions(r *reader, w sim.WABA, fields []field) wire.Object {
	data := make([]wire.Object, 0, len(w.SubscribedApps))
	for _, s := range w.SubscribedApps {
		app, err := r.tx.App(s.App)
		if err != nil {
			app = sim.App{ID: s.App, Name: "App " + s.App}
		}
		one := wire.Object{{Name: "whatsapp_business_api_data", Value: project(r, app, fields, appFields)}}
		if s.OverrideURI != "" {
			one = append(one, wire.Member{Name: "override_callback_uri", Value: s.OverrideURI})
		}
		data = append(data, one)
	}
	return wire.Object{{Name: "data", Value: data}}
}

// subscribeApp subscribes the app of the token. An override of its callback URL is
// proved first, outside the transaction: the receiver may take its time.
func subscribeApp(c *trip.Call) (any, error) {
	override, given := c.Params.Text("override_callback_uri")
	token := arg(c, "verify_token")
	if !given && token != "" { // both or none (Meta OpenAPI v23.0); the words are inferred
		return nil, &sim.Error{Code: missingParameter, Field: "override_callback_uri"}
	}
	if override != "" {
		if err := provable("override_callback_uri", override, c.Rules().Switches.Callback == "any"); err != nil {
			return nil, err
		}
		if token == "" { // as above
			return nil, &sim.Error{Code: missingParameter, Field: "verify_token"}
		}
		err := c.Do(func(tx *store.Tx) error { return tx.MayOverride(c.Node, c.Token, override) })
		if err != nil {
			return nil, err
		}
		if err := c.Prove(override, token); err != nil {
			return nil, &sim.Error{Code: "callback_unreachable", Field: "override_callback_uri", Detail: err.Error()}
		}
	}
	return read(c, func(r *reader) (wire.Object, error) {
		w, err := r.tx.SubscribeApp(c.Node, c.Token, override)
		if err != nil || !c.Rules().Switches.SubscribeEcho {
			return success, err
		}
		data, _ := subscriptions(r, w, appDefaults).Get("data")
		return success.With("data", data), nil
	})
}

// longestCallback is how long a callback URL may be (Meta's page on overrides).
const longestCallback = 200

// provable refuses a callback that cannot be called: one that is no https URL, or
// http URL where plain lets it, and one that is too long.
func provable(field, callback string, plain bool) error {
	u, err := url.Parse(callback)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(plain && u.Scheme == "http") || len(callback) > longestCallback {
		return &sim.Error{Code: "invalid_callback", Field: field}
	}
	return nil
}

// setWebhook gives an app its webhook, once the callback has answered the handshake
// (Meta's page on the subscriptions of an app). The token must be the app's own.
func setWebhook(c *trip.Call) (any, error) {
	if !c.Token.AppToken || c.Token.App != c.Node {
		return nil, &sim.Error{Code: "app_token_required"}
	}
	hook := sim.Webhook{URL: arg(c, "callback_url"), VerifyToken: arg(c, "verify_token")}
	err := provable("callback_url", hook.URL, true)
	if err == nil {
		hook.Fields, err = wordsOf("fields", arg(c, "fields"), sim.WebhookFields)
	}
	if err != nil {
		return nil, err
	}
	if err := c.Prove(hook.URL, hook.VerifyToken); err != nil {
		return nil, &sim.Error{Code: "callback_verification_failed", Field: "callback_url", Detail: err.Error()}
	}
	return success, c.Do(func(tx *store.Tx) error { return tx.SetWebhook(c.Node, &hook) })
}

// userFields are those of a user with tasks on a WABA (Meta OpenAPI v23.0).
var userFields = map[string]getter[sim.AssignedUser]{
	"id":        func(_ *reader, u sim.AssignedUser, _ field) any { return u.User },
	"name":      func(_ *reader, u sim.AssignedUser, _ field) any { return "System user " + u.User },
	"user_type": func(*reader, sim.AssignedUser, field) any { return "SYSTEM_USER" },
	"business": func(r *reader, u sim.AssignedUser, f field) any {
		return project(r, r.tx.UserBusiness(u.User), orElse(f.sub, businessDefaults), businessFields)
	},
}

func (r *reader) assignedUsers(e edge, fields []field) (wire.Object, error) {
	w, err := r.tx.WABA(e.node, r.call.Token)
	if err != nil {
		return nil, err
	}
	of := arg(r.call, "business")
	users := slices.DeleteFunc(w.AssignedUsers, func(u sim.AssignedUser) bool { return r.tx.UserBusiness(u.User).ID != of })
	out, err := page(r, e, users, fields, userFields)
	return out.With("summary", wire.Object{{Name: "total_count", Value: len(users)}}), err
}

// taskNames are the tasks of Meta OpenAPI v23.0.
var taskNames = []string{
	"MANAGE", "DEVELOP", "MANAGE_TEMPLATES", "MANAGE_PHONE", "VIEW_COST", "MANAGE_EXTENSIONS", "VIEW_PHONE_ASSETS",
	"MANAGE_PHONE_ASSETS", "VIEW_TEMPLATES", "VIEW_INSIGHTS", "RECEIVE_INCOMING_MESSAGES", "MANAGE_BILLING", "MANAGE_USERS",
	"MESSAGING", "FULL_CONTROL",
}

// mostWords is how many words a list has at most (Meta OpenAPI v23.0, of tasks).
const mostWords = 16

// wordsOf reads a list of known words in the forms that clients send: MANAGE,
// ["MANAGE"] and ['MANAGE'].
func wordsOf(field, text string, known []string) ([]string, error) {
	words := strings.FieldsFunc(strings.Clone(text), func(r rune) bool { return strings.ContainsRune(`[]"', `, r) })
	for _, w := range words {
		if !slices.Contains(known, w) {
			return nil, &sim.Error{Code: invalidParameter, Field: field, Rule: "one of " + strings.Join(known, ", ")}
		}
	}
	if len(words) == 0 || len(words) > mostWords {
		return nil, &sim.Error{Code: invalidParameter, Field: field, Rule: "a list of 1 to 16 " + field}
	}
	return words, nil
}

func assignUser(c *trip.Call) (any, error) {
	tasks, err := wordsOf("tasks", arg(c, "tasks"), taskNames)
	if err != nil {
		return nil, err
	}
	return success, c.Do(func(tx *store.Tx) error { return tx.AssignUser(c.Node, c.Token, arg(c, "user"), tasks) })
}

var (
	unassignUser   = changes(func(c *trip.Call, tx *store.Tx) error { return tx.UnassignUser(c.Node, c.Token, arg(c, "user")) })
	unsubscribeApp = changes(func(c *trip.Call, tx *store.Tx) error { return tx.UnsubscribeApp(c.Node, c.Token) })
)

// wabasOf lists WABAs of a business: those that it manages for clients, or its own.
func wabasOf(all func(*store.Tx, string, sim.Token) ([]sim.WABA, error)) func(*reader, edge, []field) (wire.Object, error) {
	return func(r *reader, e edge, fields []field) (wire.Object, error) {
		if err := e.firstAndLast(); err != nil {
			return nil, err
		}
		wabas, err := all(r.tx, e.node, r.call.Token)
		if err != nil {
			return nil, err
		}
		if find := arg(r.call, "find"); find != "" {
			wabas = slices.DeleteFunc(wabas, func(w sim.WABA) bool { return w.ID != find })
		}
		return page(r, e, wabas, fields, wabaFields)
	}
}

// firstAndLast takes first with after, or last with before, in the place of limit,
// as the list of owned WABAs has it (Meta OpenAPI v23.0).
func (e *edge) firstAndLast() error {
	first, forward := e.params.Text("first")
	last, backward := e.params.Text("last")
	_, after := e.params.Text("after")
	_, before := e.params.Text("before")
	if forward && (backward || before) || backward && after {
		return &sim.Error{Code: "unsupported_filters"}
	}
	e.params = slices.Clone(e.params)
	if forward {
		e.params.Set("limit", first)
	} else if backward {
		e.params.Set("limit", last)
	}
	return nil
}

// creditFields are those of the credit line of a business (Meta OpenAPI v23.0).
var creditFields = map[string]getter[sim.Business]{
	"id":                func(_ *reader, b sim.Business, _ field) any { return b.CreditLine },
	"legal_entity_name": func(_ *reader, b sim.Business, _ field) any { return b.Name },
}

func (r *reader) creditLines(e edge, fields []field) (wire.Object, error) {
	b, err := r.tx.Business(e.node, r.call.Token)
	data := []wire.Object{}
	if err == nil && b.CreditLine != "" {
		data = append(data, project(r, b, fields, creditFields))
	}
	return wire.Object{{Name: "data", Value: data}}, err
}

var shareCreditLine = reads(func(r *reader) (wire.Object, error) {
	waba := arg(r.call, "waba_id")
	share, err := r.tx.ShareCredit(r.call.Node, waba, arg(r.call, "waba_currency"), r.call.Token)
	return wire.Object{{Name: "allocation_config_id", Value: share.ID}, {Name: "waba_id", Value: waba}}, err
})
