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
var wabaFields = map[string]getter[sim.WABA]{
	"id":                           func(_ *reader, w sim.WABA, _ field) any { return w.ID },
	"name":                         func(_ *reader, w sim.WABA, _ field) any { return w.Name },
	"currency":                     func(_ *reader, w sim.WABA, _ field) any { return w.Currency },
	"timezone_id":                  func(*reader, sim.WABA, field) any { return "1" },
	"message_template_namespace":   func(_ *reader, w sim.WABA, _ field) any { return w.Namespace },
	"account_review_status":        func(*reader, sim.WABA, field) any { return "APPROVED" },
	"business_verification_status": func(*reader, sim.WABA, field) any { return "UNVERIFIED" },
	"ownership_type":               ownershipOf,
	"on_behalf_of_business_info":   wabaOwner,
	"owner_business_info":          wabaOwner,
	"phone_numbers":                func(r *reader, w sim.WABA, f field) any { return r.edge(w.ID, f) },
	"subscribed_apps":              func(r *reader, w sim.WABA, _ field) any { return subscriptions(r, w, named("id", "name", "link")) },
	"creation_time":                func(_ *reader, w sim.WABA, _ field) any { return w.CreatedAt.Unix() },

	"is_enabled_for_insights": noValue[sim.WABA], "purchase_order_number": noValue[sim.WABA],
	"audiences": noValue[sim.WABA], "schedules": noValue[sim.WABA], "dcc_config": noValue[sim.WABA],
	"message_templates": noValue[sim.WABA], "health_status": noValue[sim.WABA], "primary_funding_id": noValue[sim.WABA],
	"marketing_messages_onboarding_status": noValue[sim.WABA], "country": noValue[sim.WABA],
	"primary_business_location": noValue[sim.WABA],
}

// ownershipOf says whether the reader owns the WABA or manages it for a client
// (inferred from the words).
func ownershipOf(r *reader, w sim.WABA, _ field) any {
	if r.call.Token.Business == w.Business {
		return "SELF_OWNED"
	}
	return "CLIENT_OWNED"
}

func wabaOwner(r *reader, w sim.WABA, f field) any {
	owner := sim.Business{ID: w.Business, Name: r.tx.BusinessName(w.Business)}
	return project(r, owner, orElse(f.sub, businessDefaults), businessFields)
}

func listSubscribedApps(c *trip.Call) (any, error) {
	fields, err := fieldsOf(c, appClass, named("id", "name", "link"))
	if err != nil {
		return nil, err
	}
	return read(c, func(r *reader) (wire.Object, error) {
		w, err := r.tx.WABA(c.Node, c.Token)
		if err != nil {
			return nil, err
		}
		return subscriptions(r, w, fields), nil
	})
}

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
	override, _ := c.Params.Text("override_callback_uri")
	token, _ := c.Params.Text("verify_token")
	if override != "" {
		if err := provable("override_callback_uri", override, c.Rules().Switches.Callback == "any"); err != nil {
			return nil, err
		}
		if token == "" { // both or none (Meta OpenAPI v23.0); the words are inferred
			return nil, &sim.Error{Code: missingParameter, Field: "verify_token"}
		}
		err := c.Do(func(tx *store.Tx) error { return tx.MayOverride(c.Node, c.Token, override) })
		if err != nil {
			return nil, err
		}
		if err := c.Prove(override, token); err != nil {
			return nil, &sim.Error{Code: callbackUnreachable, Field: "override_callback_uri", Detail: err.Error()}
		}
	}
	return read(c, func(r *reader) (wire.Object, error) {
		w, err := r.tx.SubscribeApp(c.Node, c.Token, override)
		if err != nil || !c.Rules().Switches.SubscribeEcho {
			return success, err
		}
		data, _ := subscriptions(r, w, named("id", "name", "link")).Get("data")
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
		return &sim.Error{Code: invalidCallback, Field: field}
	}
	return nil
}

// setWebhook gives an app its webhook, once the callback has answered the handshake
// (Meta's page on the subscriptions of an app). The token must be the app's own.
func setWebhook(c *trip.Call) (any, error) {
	if !c.Token.AppToken || c.Token.App != c.Node {
		return nil, &sim.Error{Code: appTokenRequired}
	}
	hook, text := sim.Webhook{}, ""
	hook.URL, _ = c.Params.Text("callback_url")
	hook.VerifyToken, _ = c.Params.Text("verify_token")
	text, _ = c.Params.Text("fields")
	err := provable("callback_url", hook.URL, true)
	if err == nil {
		hook.Fields, err = wordsOf("fields", text, sim.WebhookFields)
	}
	if err != nil {
		return nil, err
	}
	if err := c.Prove(hook.URL, hook.VerifyToken); err != nil {
		return nil, &sim.Error{Code: callbackUnproved, Field: "callback_url", Detail: err.Error()}
	}
	return done(c.Do(func(tx *store.Tx) error { return tx.SetWebhook(c.Node, &hook) }))
}

func unsubscribeApp(c *trip.Call) (any, error) {
	return done(c.Do(func(tx *store.Tx) error { return tx.UnsubscribeApp(c.Node, c.Token) }))
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

func listAssignedUsers(c *trip.Call) (any, error) {
	fields, err := fieldsOf(c, userClass, named("id", "name", "business", "user_type"))
	if err != nil {
		return nil, err
	}
	of, _ := c.Params.Text("business")
	return read(c, func(r *reader) (wire.Object, error) {
		w, err := r.tx.WABA(c.Node, c.Token)
		if err != nil {
			return nil, err
		}
		users := slices.DeleteFunc(w.AssignedUsers, func(u sim.AssignedUser) bool { return r.tx.UserBusiness(u.User).ID != of })
		out, err := page(r, edgeOf(c), users, func(u sim.AssignedUser) string { return u.User }, func(u sim.AssignedUser) wire.Object {
			return project(r, u, fields, userFields)
		})
		return out.With("summary", wire.Object{{Name: "total_count", Value: len(users)}}), err
	})
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
	user, _ := c.Params.Text("user")
	text, _ := c.Params.Text("tasks")
	tasks, err := wordsOf("tasks", text, taskNames)
	if err != nil {
		return nil, err
	}
	return done(c.Do(func(tx *store.Tx) error { return tx.AssignUser(c.Node, c.Token, user, tasks) }))
}

func unassignUser(c *trip.Call) (any, error) {
	user, _ := c.Params.Text("user")
	return done(c.Do(func(tx *store.Tx) error { return tx.UnassignUser(c.Node, c.Token, user) }))
}

// The lists of a business: the WABAs that it manages for clients, and its own.
var (
	listClientWABAs = listWABAs(named("id", "name", "currency", "timezone_id"), (*store.Tx).ClientWABAs)
	listOwnedWABAs  = listWABAs(named("id", "name", "message_template_namespace", "timezone_id"), (*store.Tx).OwnedWABAs)
)

func listWABAs(defaults []field, all func(*store.Tx, string, sim.Token) ([]sim.WABA, error)) trip.Handler {
	return func(c *trip.Call) (any, error) {
		fields, err := fieldsOf(c, wabaClass, defaults)
		if err != nil {
			return nil, err
		}
		e := edgeOf(c)
		if err := e.firstAndLast(); err != nil {
			return nil, err
		}
		find, _ := c.Params.Text("find")
		return read(c, func(r *reader) (wire.Object, error) {
			wabas, err := all(r.tx, c.Node, c.Token)
			if err != nil {
				return nil, err
			}
			wabas = slices.DeleteFunc(wabas, func(w sim.WABA) bool { return find != "" && w.ID != find })
			return page(r, e, wabas, func(w sim.WABA) string { return w.ID }, func(w sim.WABA) wire.Object {
				return project(r, w, fields, wabaFields)
			})
		})
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
		return &sim.Error{Code: unsupportedFilters}
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

func listCreditLines(c *trip.Call) (any, error) {
	fields, err := fieldsOf(c, creditClass, named("id", "legal_entity_name"))
	if err != nil {
		return nil, err
	}
	return read(c, func(r *reader) (wire.Object, error) {
		b, err := r.tx.Business(c.Node, c.Token)
		data := []wire.Object{}
		if err == nil && b.CreditLine != "" {
			data = append(data, project(r, b, fields, creditFields))
		}
		return wire.Object{{Name: "data", Value: data}}, err
	})
}

func shareCreditLine(c *trip.Call) (any, error) {
	waba, _ := c.Params.Text("waba_id")
	currency, _ := c.Params.Text("waba_currency")
	return read(c, func(r *reader) (wire.Object, error) {
		share, err := r.tx.ShareCredit(c.Node, waba, currency, c.Token)
		return wire.Object{{Name: "allocation_config_id", Value: share.ID}, {Name: "waba_id", Value: waba}}, err
	})
}
