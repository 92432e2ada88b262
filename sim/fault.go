package sim

// FaultRule says on which requests, when among them, and what goes wrong. All parts
// but Do are optional; a part left out matches everything.
type FaultRule struct {
	// Name identifies the rule; a rule of the same name replaces the first.
	// A rule without one is given a name from its operation and action.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// On says which requests the rule is about.
	On FaultMatch `yaml:"on,omitempty" json:"on,omitzero"`
	// When says which of those it acts on.
	When FaultTrigger `yaml:"when,omitempty" json:"when,omitzero"`
	// Do says what happens then.
	Do FaultAction `yaml:"do" json:"do"`
	// Optional rules need not have acted for the report to pass.
	Optional bool `yaml:"optional,omitempty" json:"optional,omitempty"`
}

// FaultMatch names the requests of a rule. Every member given must hold.
type FaultMatch struct {
	// Operation is one name of the operation table, such as meta.verify_code,
	// or the vendor's own operationId. A rule with deliver is about
	// meta.request_code when it names none.
	Operation string `yaml:"operation,omitempty" json:"operation,omitempty" strict:"filled"`
	// API is meta or 360dialog. A rule with error is about the vendor of that
	// catalogue entry when it names neither operation nor API.
	API string `yaml:"api,omitempty" json:"api,omitempty" strict:"filled"`
	// Method is the HTTP method, in capitals.
	Method string `yaml:"method,omitempty" json:"method,omitempty" strict:"filled"`
	// Origin is client, 360dialog for that vendor's own calls to Meta, or meta for
	// webhooks.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" strict:"filled"`
	// PhoneNumber is the number's MSISDN; any E.164 writing is read.
	PhoneNumber string `yaml:"phone_number,omitempty" json:"phone_number,omitempty" strict:"filled"`
	// NumberID is the number's id at Meta.
	NumberID string `yaml:"number_id,omitempty" json:"number_id,omitempty" strict:"filled"`
	// Business is the id of the Meta business the call is about: of the path,
	// or of the token when the path names a number.
	Business string `yaml:"business,omitempty" json:"business,omitempty" strict:"filled" refers:"business"`
	// Partner is the 360dialog partner id.
	Partner string `yaml:"partner,omitempty" json:"partner,omitempty" strict:"filled" refers:"partner"`
}

// FaultTrigger says which of the matching requests a rule acts on. Every member
// given must hold. Requests are counted per rule, from 1, among those that
// match and fall into the window and the status; the die is thrown last.
type FaultTrigger struct {
	// Calls are the numbers of the matching requests to act on, counted from 1: one
	// number or a list.
	Calls []int `yaml:"calls,omitempty" json:"calls,omitempty"`
	// From acts on this matching request and all later ones.
	From int `yaml:"from,omitempty" json:"from,omitempty" strict:"filled"`
	// Every acts on each n-th matching request: 5 on the fifth, tenth and so on.
	Every int `yaml:"every,omitempty" json:"every,omitempty" strict:"filled"`
	// Times is how often the rule acts at most.
	Times int `yaml:"times,omitempty" json:"times,omitempty" strict:"filled"`
	// Probability is the chance to act, above 0 and up to 1, drawn from the
	// fault stream.
	Probability *float64 `yaml:"probability,omitempty" json:"probability,omitempty"`
	// After is the world time, since the rule was put in place, before which it
	// does not act.
	After Duration `yaml:"after,omitempty" json:"after,omitempty"`
	// Until is the world time, since the rule was put in place, from which it
	// acts no more. Zero means that it never ends.
	Until Duration `yaml:"until,omitempty" json:"until,omitempty"`
	// Status is the verification status the number must have: NOT_VERIFIED,
	// VERIFIED or EXPIRED.
	Status string `yaml:"status,omitempty" json:"status,omitempty"`
}

// FaultAction is what goes wrong. Exactly one of Error, Status, Connection, Reply
// and Deliver may be given; Latency may stand alone or beside any of them.
type FaultAction struct {
	// Error is the id of a catalogue entry to answer with.
	Error string `yaml:"error,omitempty" json:"error,omitempty"`
	// Apply moves Error or Status behind the change: it is made, and the client
	// is told that it failed.
	Apply bool `yaml:"apply,omitempty" json:"apply,omitempty"`
	// Status is an HTTP status to answer with, 200 to 599. Without Body, the
	// answer is the vendor's general error envelope.
	Status int `yaml:"status,omitempty" json:"status,omitempty"`
	// Body is the body to answer with, beside Status: text as it stands, or a
	// value, which is sent as JSON.
	Body *FaultBody `yaml:"body,omitempty" json:"body,omitempty"`
	// Headers are set on the answer, beside Status or Error.
	Headers map[string]string `yaml:"headers,omitempty" json:"headers,omitempty"`
	// Latency is wall time the answer is held back.
	Latency *Latency `yaml:"latency,omitempty" json:"latency,omitempty"`
	// Connection ends the connection before anything is done.
	Connection FaultConnection `yaml:"connection,omitempty" json:"connection,omitempty"`
	// Reply spoils the answer after everything was done.
	Reply FaultReply `yaml:"reply,omitempty" json:"reply,omitempty"`
	// Deliver changes the way of a code to the phone: never, wrong, twice, or late;
	// or that of a webhook to the app: never, twice, late, out_of_order or
	// bad_signature.
	Deliver *FaultDelivery `yaml:"deliver,omitempty" json:"deliver,omitempty"`
	// Violates says why the answer may break the vendor's contract. It is
	// required for any that does, on any operation the rule may meet, and for no
	// other.
	Violates string `yaml:"violates,omitempty" json:"violates,omitempty"`
}

// Latency is a span of wall time: fixed (written as a plain duration), drawn
// evenly between Min and Max, or drawn from a log-normal curve with the given
// median (P50) and 99th percentile (P99). It is at most [MaxLatency].
type Latency struct {
	Fixed Duration `yaml:"fixed,omitempty" json:"fixed,omitempty"`
	Min   Duration `yaml:"min,omitempty" json:"min,omitempty"`
	Max   Duration `yaml:"max,omitempty" json:"max,omitempty"`
	P50   Duration `yaml:"p50,omitempty" json:"p50,omitempty"`
	P99   Duration `yaml:"p99,omitempty" json:"p99,omitempty"`
}

// FaultDelivery is what happens to a code on its way to the phone, or to a webhook
// on its way to the app: written as one word, or as {late: 30s} in world time. The
// zero value delivers it at once.
type FaultDelivery struct {
	// Outcome is one of [FaultOutcomes], of [WebhookOutcomes] for a webhook; empty
	// when Late is given.
	Outcome FaultOutcome `yaml:"outcome,omitempty" json:"outcome,omitempty"`
	// Late is the world time between the request, or the event, and the delivery.
	Late Duration `yaml:"late,omitempty" json:"late,omitempty"`
}

// Origin is the sender of a request.
type Origin string

// The origins: a client of the simulator, 360dialog as a client of Meta, or Meta as
// the sender of webhooks.
const (
	OriginClient    Origin = "client"
	Origin360dialog Origin = "360dialog"
	OriginMeta      Origin = "meta"
)

// FaultPoint is a place in the trip of a request at which rules act.
type FaultPoint string

// The points, in the order a request passes them: before it is validated, after
// validation and limits but before the change, and after the change.
const (
	PointArrive FaultPoint = "arrive"
	PointAdmit  FaultPoint = "admit"
	PointReply  FaultPoint = "reply"
)

// FaultConnection ends the connection before anything is done.
type FaultConnection string

// The ends of a connection: a TCP reset, an orderly close, silence.
const (
	ConnectionReset FaultConnection = "reset"
	ConnectionClose FaultConnection = "close"
	ConnectionHang  FaultConnection = "hang"
)

// FaultReply spoils the answer after everything was done.
type FaultReply string

// The spoiled replies: no answer, half of it, a proxy's page in its place, no body, or
// its bytes one by one.
const (
	ReplyDrop     FaultReply = "drop"
	ReplyTruncate FaultReply = "truncate"
	ReplyGarbage  FaultReply = "garbage"
	ReplyEmpty    FaultReply = "empty"
	ReplySlow     FaultReply = "slow"
)

// Breaks tells whether the reply always breaks the vendor's contract.
func (r FaultReply) Breaks() bool {
	return r == ReplyTruncate || r == ReplyGarbage || r == ReplyEmpty
}

// FaultOutcome is the end of a code or webhook that does not arrive as it was sent.
type FaultOutcome string

// The outcomes: it is lost, shows other digits, arrives two times, arrives behind
// the next one, or has a signature by another secret.
const (
	DeliverNever        FaultOutcome = "never"
	DeliverWrong        FaultOutcome = "wrong"
	DeliverTwice        FaultOutcome = "twice"
	DeliverOutOfOrder   FaultOutcome = "out_of_order"
	DeliverBadSignature FaultOutcome = "bad_signature"
)

// The words a fault rule may use. The check of rules and the JSON Schema of scenarios
// derive from them. A word added here needs one more place, where it acts: a
// connection or reply in package trip, an outcome in package store.
var (
	Origins          = []Origin{OriginClient, Origin360dialog, OriginMeta}
	FaultConnections = []FaultConnection{ConnectionReset, ConnectionClose, ConnectionHang}
	FaultReplies     = []FaultReply{ReplyDrop, ReplyTruncate, ReplyGarbage, ReplyEmpty, ReplySlow}
	FaultOutcomes    = []FaultOutcome{DeliverNever, DeliverWrong, DeliverTwice}
	WebhookOutcomes  = []FaultOutcome{DeliverNever, DeliverTwice, DeliverOutOfOrder, DeliverBadSignature}
)

// Fault is a fault rule in its place and what it has done so far.
type Fault struct {
	FaultRule
	Point FaultPoint `json:"point"`
	Since Time       `json:"since"` // when it was put in place
	// Enabled is false while it is switched off; Active says whether it may
	// still act.
	Enabled bool `json:"enabled"`
	Active  bool `json:"active"`
	// Seen are the requests that reached its point and fitted On, Matched those
	// of them within its window and with its status, Acted those it acted on.
	Seen    int `json:"seen"`
	Matched int `json:"matched"`
	Acted   int `json:"acted"`
	// Remaining is how many of its times are left; nil without times.
	Remaining *int `json:"remaining"`
	// Missed says why it left the last request alone that it saw, in a sentence
	// without a full stop; "" when it saw none or acted on the last.
	Missed OptionalText `json:"missed"`
	// NearestMiss is, for a rule that never matched, the request that came
	// closest; nil for none.
	NearestMiss *NearestMiss `json:"nearest_miss"`
}

// NearestMiss is the request that came closest to a fault rule.
type NearestMiss struct {
	Request string `json:"request"` // the id of its journal record
	// Text is the miss in a sentence without a full stop, such as "r36 matches, but
	// was refused before limits and faults are checked".
	Text string `json:"text"`
	// Missing are the parts that did not fit, in words; empty when all fitted.
	Missing []string `json:"missing"`
}

// WhyIdle says in a sentence without a full stop why a rule has not acted, or not on
// the last request that it saw, and names the record that came closest, or "".
func (f *Fault) WhyIdle() (why, record string) {
	switch {
	case !f.Enabled:
		return "the rule is switched off", ""
	case f.NearestMiss != nil:
		return f.NearestMiss.Text, f.NearestMiss.Request
	case f.Seen > 0:
		return string(f.Missed), ""
	default:
		return "no request was made since the rule was put in place", ""
	}
}
