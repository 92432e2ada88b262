package sim

import "time"

// WebhookOperation is the operation of Meta's calls to apps: fault rules and the
// journal know it, limits do not.
const WebhookOperation = "meta.webhook"

// ExchangeOperation is the one operation that changes something by GET: it uses the
// code of a signup up.
const ExchangeOperation = "meta.exchange_code"

// AccountUpdate is the field of the webhooks that are sent.
const AccountUpdate = "account_update"

// WebhookFields are the fields of a WhatsApp Business Account that an app can be told
// of (Meta's overview of WhatsApp webhooks and its Graph API reference; those of calls,
// flows, groups and settings are inferred). [AccountUpdate] alone is sent.
var WebhookFields = []string{
	AccountUpdate, "account_alerts", "account_review_update", "account_settings_update", "automatic_events",
	"business_capability_update", "calls", "flows", "group_lifecycle_update", "group_participants_update",
	"group_settings_update", "group_status_update", "history", "message_echoes", "message_template_components_update",
	"message_template_quality_update", "message_template_status_update", "messages", "partner_solutions",
	"payment_configuration_update", "phone_number_name_update", "phone_number_quality_update", "security",
	"smb_app_state_sync", "smb_message_echoes", "template_category_update", "user_preferences",
}

// AccountEvent is what an account_update tells.
type AccountEvent string

// The events about a partner and its app (Meta's page on account_update): a signup
// has ended, a customer has installed the app, removed it, or left the partner.
const (
	PartnerAdded       AccountEvent = "PARTNER_ADDED"
	PartnerInstalled   AccountEvent = "PARTNER_APP_INSTALLED"
	PartnerUninstalled AccountEvent = "PARTNER_APP_UNINSTALLED"
	PartnerRemoved     AccountEvent = "PARTNER_REMOVED"
)

// AccountEvents lists them all.
var AccountEvents = []AccountEvent{PartnerAdded, PartnerInstalled, PartnerUninstalled, PartnerRemoved}

// Update is an event of a customer's account that the app is told.
type Update struct {
	// WABA is the id of the account.
	WABA string `yaml:"waba" json:"waba" needs:"the id of the account"`
	// Event is what is told.
	Event AccountEvent `yaml:"event" json:"event" jsonschema:"enum=PARTNER_ADDED,enum=PARTNER_APP_INSTALLED,enum=PARTNER_APP_UNINSTALLED,enum=PARTNER_REMOVED" needs:"such as PARTNER_REMOVED"`
	// App is the id of the app. Left out, the first.
	App string `yaml:"app,omitempty" json:"app,omitempty" refers:"app"`
}

// webhookPauses are the pauses between the attempts to deliver a webhook; the last
// one goes on (inferred: Meta says at once, then with decreasing frequency).
var webhookPauses = []time.Duration{0, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}

// WebhookPause is how long Meta waits after so many failed attempts, from 1.
func WebhookPause(attempts int) time.Duration {
	return webhookPauses[min(max(attempts, 1), len(webhookPauses))-1]
}
