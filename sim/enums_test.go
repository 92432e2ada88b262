package sim_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/specs"
)

// TestEnumsOfTheControlAPI holds every enum of the document that has a typed
// constant in this package to the constants.
func TestEnumsOfTheControlAPI(t *testing.T) {
	text, err := specs.FS.ReadFile("control.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{sim.PhoneForm} {
		if !strings.Contains(string(text), "description: "+form+"\n") {
			t.Errorf("control.yaml does not say %q", form)
		}
	}
	var doc any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var found []string
	enums(doc, &found)
	typed := map[string]bool{}
	for _, list := range [][]string{
		words(sim.NotVerified, sim.Verified, sim.Expired),
		words(sim.CodePending, sim.CodeUsed, sim.CodeLapsed, sim.CodeVoided, sim.CodeUndelivered),
		words(sim.Documented, sim.Observed), words(sim.Running, sim.Frozen), words(sim.Available, sim.InUse),
		words(sim.Origins...), words(sim.PointArrive, sim.PointAdmit, sim.PointReply), words(sim.LimitKeys...), sim.APIs,
		words(sim.LimitRefusals...),
		words(sim.SignupOutcomes...), words(sim.AccountEvents...), words(sim.SignupOpen, sim.SignupFinished, sim.SignupCancelled, sim.SignupFailed), sim.SignupSteps,
		words(sim.VerdictPassed, sim.VerdictFailed, sim.VerdictNotMet),
	} {
		typed[fmt.Sprint(list)] = true
		typed[fmt.Sprint(append(list, "<nil>"))] = true // where null stands for none
	}
	typed[fmt.Sprint(sim.SignupVersions)] = true
	untyped := map[string]bool{ // words of the control API alone
		"[deleted]": true, "[expires_at]": true, "[ok]": true, "[scenario snapshot]": true, "[2]": true, "[true]": true,
		"[request response]": true, "[base64]": true, "[seed openapi docs observed inferred]": true,
		"[replied reset closed hung dropped truncated garbage empty slow]": true,
	}
	if len(found) < 15 {
		t.Errorf("only %d enums were found", len(found))
	}
	for _, enum := range found {
		if !typed[enum] && !untyped[enum] {
			t.Errorf("control.yaml has enum %s, which no typed constants have", enum)
		}
	}
}

func words[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}

// enums collects the lists under the key enum, wherever they stand.
func enums(node any, found *[]string) {
	switch v := reflect.ValueOf(node); v.Kind() {
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := v.MapIndex(key).Interface()
			if list, ok := value.([]any); ok && fmt.Sprint(key) == "enum" {
				*found = append(*found, strings.TrimSpace(fmt.Sprint(list)))
			}
			enums(value, found)
		}
	case reflect.Slice:
		for i := range v.Len() {
			enums(v.Index(i).Interface(), found)
		}
	}
}
