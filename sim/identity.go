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

// Identity are these variables in the order in which they are shown.
var Identity = []IdentityVariable{
	{"SIM_BUSINESS_ID", BusinessID, false, "digits only, 1 to 20, the first not 0", isBusinessID},
	{"SIM_META_TOKEN", MetaToken, true, "printable characters without spaces", IsPrintable},
	{"SIM_APP_ID", DefaultApp, false, "digits only, 1 to 20, the first not 0", isBusinessID},
	{"SIM_APP_SECRET", DefaultAppSecret, true, "printable characters without spaces", IsPrintable},
	{"SIM_PARTNER_ID", PartnerID, false, "letters, digits, dots, underscores and hyphens, at most 64", IsName},
	{"SIM_360DIALOG_API_KEY", APIKey, true, "printable characters without spaces", IsPrintable},
}

func isBusinessID(s string) bool {
	return s != "" && len(s) <= 20 && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

// IsPrintable tells text that can be sent in a header: ASCII that is seen.
func IsPrintable(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '!' || r > '~' })
}
