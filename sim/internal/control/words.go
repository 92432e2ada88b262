package control

import (
	"cmp"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// words are the library's words for what a schema asks, and ours.
var words = strings.NewReplacer(
	"value must be a string", "must be text",
	"value must be an array", "must be a list",
	"value must be an object", "must be an object",
	"value must be an integer", "must be a whole number",
	"the value must be an integer", "must be a whole number",
	"the value must be true or false", "must be true or false",
	"number must be", "must be",
	"Value is not nullable", "must not be null",
	"there must be at least 1 properties", "must not be empty",
	"minimum string length is 1", "must not be empty",
)

// forms are what a pattern asks of a parameter, by its name.
var forms = map[string]string{
	"status": "must be a status such as 404, or a class such as 4xx",
	"world":  "must be 1 to 64 letters, digits, dots, underscores and hyphens, but not one or two dots alone",
}

// sentence says what is wrong with a parameter or member. Its subject is the path that
// stands before it; an issue of the whole body names the body.
func sentence(v sim.Violation) string {
	text := words.Replace(v.Message)
	switch v.Keyword {
	case "required":
		text = "is missing"
	case "pattern":
		text = cmp.Or(forms[v.Name], "does not have the form that GET openapi/control gives for it")
	case "enum":
		_, list, _ := strings.Cut(v.Message, "[")
		list = strings.ReplaceAll(strings.TrimSuffix(list, "]"), `"`, "")
		text = "must be " + list
		if strings.Contains(list, ",") {
			text = "must be one of " + strings.ReplaceAll(list, ",", ", ")
		}
	}
	if v.Name == "" && v.Keyword != "" && !strings.HasPrefix(text, "the body ") {
		return "the body " + text
	}
	return text
}
