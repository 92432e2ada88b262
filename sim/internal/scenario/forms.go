package scenario

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// form is what a text must be.
type form struct {
	// read gives the text in its canonical form, or says what is wrong with it.
	read func(c *checker, text string) (canonical, wrong string)
	// once names what may exist only once in a world; "" for what may come again.
	once string
	// advice is what to write where the text is missing.
	advice string
}

const (
	noSpaces = "text without spaces"
	nameForm = " has letters, digits, dots, underscores and hyphens, at most 64, not %q"
)

// forms are those that the tags of a scenario's members name.
var forms = map[string]form{
	"name":          {read: fitting(sim.IsName, "a name"+nameForm)},
	"partner":       {read: fitting(sim.IsName, "a partner's id"+nameForm), once: "the partner"},
	"node":          {read: readNode, once: "the id"},
	"owner":         {read: readNode},
	"app":           {read: fitting(digitsOnly, "an app's id has digits only, not %q")},
	"user":          {read: readWord(nil), once: "the user"},
	"token":         {fitting(sim.IsPrintable, "the token must be printable ASCII without spaces"), "the token", noSpaces},
	"key":           {fitting(sim.IsPrintable, "the API key must be printable ASCII without spaces"), "the API key", noSpaces},
	"secret":        {fitting(sim.IsPrintable, "the secret must be printable ASCII without spaces"), "", noSpaces},
	"permission":    {read: fitting(isPermission, "a permission has small letters and underscores, such as "+sim.ManagePermission+", not %q")},
	"verified name": {read: fitting(sim.IsVerifiedName, "a verified name has 2 to 75 characters, not %q")},
	"address":       {read: fitting(sim.IsAddress, "want "+sim.AddressForm+", got %q")},
	"pin":           {read: fitting(isPIN, "a PIN has 6 digits, not %q")},
	"phone":         {readPhone, "", sim.PhoneForm},
	"listed phone":  {readPhone, "the phone number", sim.PhoneForm},
	"operation":     {readOperation, "", "such as meta.verify_code"},
	"error":         {read: readError},
	"status":        {read: readWord(statuses)},
	"webhook field": {read: readWord(sim.WebhookFields)},
	"signup step":   {read: readWord(sim.SignupSteps)},
}

// fitting takes any text that fits. %q in the message is the one that does not.
func fitting(fits func(string) bool, message string) func(*checker, string) (string, string) {
	return func(_ *checker, text string) (string, string) {
		if fits(text) {
			return text, ""
		}
		return text, strings.Replace(message, "%q", strconv.Quote(strict.Clip(text)), 1)
	}
}

// readWord takes one of the accepted words, or any text where there are none.
func readWord(accepted []string) func(*checker, string) (string, string) {
	return func(_ *checker, word string) (string, string) { return word, sim.NotOneOf(strict.Clip(word), accepted) }
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func isPIN(s string) bool { return len(s) == 6 && digitsOnly(s) }

func isPermission(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

var readNode = fitting(sim.IsNodeID, "an id is a number of 64 bits in digits, the first not 0, not %q")

func readPhone(_ *checker, number string) (msisdn, wrong string) {
	p, err := sim.ParsePhone(number)
	if err != nil {
		return number, sim.NotAPhone(strict.Clip(number))
	}
	return p.MSISDN, ""
}

func readOperation(c *checker, name string) (canonical, wrong string) {
	canonical, ok := c.known.Operation(name)
	if !ok {
		return name, "there is no operation " + strconv.Quote(strict.Clip(name)) + sim.Suggest(name, c.known.OperationNames)
	}
	return canonical, ""
}

func readError(c *checker, id string) (canonical, wrong string) {
	if c.known.ErrorIDs == nil {
		return id, ""
	} else if _, ok := c.known.ErrorIDs(id); ok {
		return id, ""
	}
	meant := cmp.Or(sim.DidYouMean(id, c.known.ErrorNames), "; the ids are listed by preverified-sim errors")
	return id, "the catalogue has no entry " + strconv.Quote(strict.Clip(id)) + meant
}
