package sim

import "time"

// CodeRules are the settings of one-time codes. Meta publishes none of them but
// the length; the values are this product's.
type CodeRules struct {
	// Length is the number of digits, 4 to 8 (seed 003's contract; real codes
	// have 6).
	Length int
	// TTL is how long a code lives after it was asked for.
	TTL time.Duration
	// Attempts is how many wrong tries void a code.
	Attempts int
	// Fixed is the value every code has; "" draws one from the stream.
	Fixed string
}

// DefaultCodeRules are 6 digits, 10 minutes, 5 wrong tries, drawn at random.
var DefaultCodeRules = CodeRules{Length: 6, TTL: 10 * time.Minute, Attempts: 5}

// CodeState says what became of a code.
type CodeState string

// The states of a code. A code is undelivered until its message has arrived,
// which may be never; it can be used all the same by who knows it.
const (
	CodePending     CodeState = "pending"
	CodeUsed        CodeState = "used"
	CodeLapsed      CodeState = "expired"
	CodeVoided      CodeState = "voided"
	CodeUndelivered CodeState = "undelivered"
)

// Delivery is what happens to a code between the vendor and the phone. The
// zero value delivers it at once.
type Delivery struct {
	// Never loses the message.
	Never bool
	// Wrong puts other digits into the message.
	Wrong bool
	// Late is the world time the message takes.
	Late time.Duration
}

// Code is a copy of one message in the inbox.
type Code struct {
	// Value is what the message says, digits only. It is not the right code
	// when the delivery was wrong.
	Value string
	// NumberID and PhoneNumber (an MSISDN) say whom it was sent to.
	NumberID, PhoneNumber string
	// Method is SMS or VOICE, Language the locale asked for.
	Method, Language string
	// IssuedAt is when it was asked for; DeliveredAt when the message arrived,
	// zero while it has not; ExpiresAt when it stops being accepted.
	IssuedAt, DeliveredAt, ExpiresAt time.Time
	// Attempts counts the wrong tries.
	Attempts int
	// State is that of the instant of the copy.
	State CodeState
}
