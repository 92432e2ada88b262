package popup

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/preverified-sim/preverified-sim/sim"
)

// asked is what a page asks for: the parameters of the window, and extras, one of
// them (Meta's pages on Embedded Signup, its pre-filling and its versions).
type asked struct {
	query  url.Values
	extras map[string]any
}

// mostName bounds the names of a business and of a number, in characters.
const mostName = 255

// read reads the parameters of the window. The names in extras count as they are
// written; a value of another type than Meta's counts as left out.
func read(query url.Values) (asked, error) {
	a := asked{query: query}
	if a.app() == "" {
		return a, sim.RefuseWith(sim.InvalidApp, "client_id is missing")
	}
	if given := query.Get("extras"); given != "" {
		d := json.NewDecoder(bytes.NewReader([]byte(given)))
		d.UseNumber()
		if err := d.Decode(&a.extras); err != nil {
			return a, fmt.Errorf("extras is no JSON object: %w", err)
		}
	}
	for _, name := range []string{a.text("setup", "business", "name"), a.text("setup", "phone", "displayName")} {
		if utf8.RuneCountInString(name) > mostName {
			return a, fmt.Errorf("a name of setup has more than %d characters", mostName)
		}
	}
	return a, nil
}

// at returns a value of extras, nil for none.
func (a asked) at(path ...string) any {
	var value any = a.extras
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

// text returns a text or a number of extras, "" for none.
func (a asked) text(path ...string) string {
	if all := a.texts(path...); len(all) > 0 {
		return all[0]
	}
	return ""
}

// texts returns a list of texts in extras, or of objects with a name, without the
// empty ones. A text alone is a list of one.
func (a asked) texts(path ...string) (out []string) {
	value := a.at(path...)
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, v := range list {
		if named, ok := v.(map[string]any); ok {
			v = named["name"]
		}
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case json.Number:
			out = append(out, v.String())
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func (a asked) app() string { return cmp.Or(a.query.Get("client_id"), a.query.Get("app_id")) }

// waba is the account that setup presets: Meta's pages write both ids and id.
func (a asked) waba() string {
	return cmp.Or(a.text("setup", "whatsAppBusinessAccount", "ids"), a.text("setup", "whatsAppBusinessAccount", "id"))
}

// request is the signup that the page asks for.
func (a asked) request() sim.SignupRequest {
	r := sim.SignupRequest{
		IDs:      a.texts("setup", "preVerifiedPhone", "ids"),
		App:      a.app(),
		Business: sim.SignupBusiness{ID: a.text("setup", "business", "id"), Name: a.text("setup", "business", "name")},
		WABA:     a.waba(), DisplayName: a.text("setup", "phone", "displayName"),
	}
	if v, err := strconv.Atoi(strings.TrimPrefix(a.text("sessionInfoVersion"), "v")); err == nil && slices.Contains(sim.SignupVersions, v) {
		r.Version = v
	}
	return r
}

// silent reports whether Meta sends no message: version 2 without a
// sessionInfoVersion (Meta's page on versions).
func (a asked) silent() bool {
	return strings.TrimPrefix(a.text("version"), "v") == "2" && a.text("sessionInfoVersion") == ""
}

// rows show what was asked for.
func (a asked) rows() (out []row) {
	for _, r := range []row{
		{"App", a.app()}, {"Configuration", a.query.Get("config_id")}, {"Scope", a.query.Get("scope")},
		{"Response type", a.query.Get("response_type")}, {"Version", a.text("version")},
		{"Session info version", a.text("sessionInfoVersion")}, {"Feature", a.text("feature")}, {"Feature type", a.text("featureType")},
		{"Features", strings.Join(a.texts("features"), ", ")}, {"Solution", a.text("setup", "solutionID")},
		{"Business", strings.TrimSpace(a.text("setup", "business", "name") + " " + a.text("setup", "business", "id"))},
		{"WABA", a.waba()}, {"Name of the number", a.text("setup", "phone", "displayName")},
		{"Pre-verified numbers", strings.Join(a.texts("setup", "preVerifiedPhone", "ids"), ", ")},
	} {
		if r.Value != "" {
			out = append(out, r)
		}
	}
	return out
}

// selects are the page's controls of what the other page is told.
func (a asked) selects(s sim.SignupSwitches) []choice {
	order := choice{Label: "Order", Name: "order", Chosen: s.Order, Values: []string{"message_first", "callback_first"}}
	message := choice{Label: "Message", Name: "message", Chosen: s.Message, Values: []string{"once", "lost", "twice"}}
	if a.silent() {
		message.Chosen, message.Why = "lost", "Version 2 sends none without a sessionInfoVersion."
	}
	step := choice{Label: "Step of a cancel", Name: "step", Chosen: sim.CancelStep, Values: sim.SignupSteps}
	return []choice{order, message, step}
}
