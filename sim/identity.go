package sim

import "strings"

// The values of the embedded scenarios that clients need. Those of [Identity]
// can be replaced by variables; the second business and its token cannot.
const (
	// BusinessID is the user's Meta business, which is the partner's too;
	// MetaToken is its token.
	BusinessID = "506914307656634"
	MetaToken  = "EAAJBsimulator"
	// OtherBusinessID is a second business to share with, with a token of its own.
	OtherBusinessID = "9876543210987654"
	OtherToken      = "EAAJBother"
	// PartnerID and APIKey are those of the partner of 360dialog.
	PartnerID = "simul8PA"
	APIKey    = "sim-api-key"
)

// IdentityVariable is a value that embedded scenarios have by name, such as
// ${SIM_META_TOKEN}.
type IdentityVariable struct {
	Name, Default string // the environment variable, and the value without it
	Secret        bool   // logs show it masked
	Form          string // describes the values that Fits accepts
	Fits          func(string) bool
}

const (
	idForm        = "a number of 64 bits in digits, the first not 0"
	printableForm = "printable characters without spaces"
)

// Identity are these variables in the order in which they are shown.
var Identity = []IdentityVariable{
	{"SIM_BUSINESS_ID", BusinessID, false, idForm, IsNodeID},
	{"SIM_META_TOKEN", MetaToken, true, printableForm, IsPrintable},
	{"SIM_APP_ID", DefaultApp, false, idForm, IsNodeID},
	{"SIM_APP_SECRET", DefaultAppSecret, true, printableForm, IsPrintable},
	{"SIM_PARTNER_ID", PartnerID, false, "letters, digits, dots, underscores and hyphens, at most 64", IsName},
	{"SIM_360DIALOG_API_KEY", APIKey, true, printableForm, IsPrintable},
}

// IsPrintable tells text that can be sent in a header: ASCII that is seen.
func IsPrintable(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '!' || r > '~' })
}
