package simtest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// play is what a client is asked to do in a scenario.
type play struct {
	do func(c client, a *arena) error
	// hopeless: the best a client can do is to report a failure.
	hopeless bool
	// hurried: the client waits a fraction of a second for an answer.
	hurried bool
}

// plays has one entry for every scenario of the library.
var plays = map[string]play{
	"code-expires-then-retry": {do: verifyAll("12025550120")},
	"wrong-code-until-voided": {do: func(c client, a *arena) error {
		a.person = allThumbs
		return c.Verify("12025550121")
	}},
	"code-with-hyphen": {do: func(c client, a *arena) error {
		a.person = asShown
		return c.Verify("12025550167")
	}},
	"throttled-behind-360dialog":          {do: verifyInPool("12025550168")},
	"sms-never-arrives":                   {do: verifyInPool("12025550122")},
	"sms-late":                            {do: verifyAll("12025550123")},
	"sms-garbled":                         {do: verifyInPool("12025550124")},
	"verify-reply-lost":                   {do: verifyAll("12025550125")},
	"add-reply-lost-at-360dialog":         {do: addToPool("12025550126")},
	"add-reply-lost-at-meta":              {do: addToPool("12025550127"), hopeless: true},
	"reset-before-add":                    {do: addToPool("12025550128")},
	"meta-down-between-add-and-share":     {do: addToPool("12025550129")},
	"orphan-left-behind":                  {do: addToPool("12025550130"), hopeless: true},
	"throttled":                           {do: busyHour},
	"verify-quota-exhausted":              {do: verifyAll("12025550134", "12025550135", "12025550136", "12025550137")},
	"request-code-cooldown":               {do: verifyAll("12025550138")},
	"code-requests-limited":               {do: verifyAll("12025550190")},
	"token-expires-midway":                {do: twoWithABreak("12025550139", "12025550140", time.Hour)},
	"permission-revoked":                  {do: twoWithABreak("12025550141", "12025550142", time.Hour), hopeless: true},
	"partner-key-revoked":                 {do: poolWithABreak, hopeless: true},
	"pool-half-expired":                   {do: func(c client, _ *arena) error { return c.RenewPool() }},
	"claimed-under-us":                    {do: listThenShare(10 * time.Minute)},
	"already-shared":                      {do: listThenShare(0)},
	"delete-while-in-use":                 {do: remove("12025550152"), hopeless: true},
	"delete-done-but-told-failed":         {do: remove("12025550153")},
	"slow-meta":                           {do: verifyAll("12025550156"), hurried: true},
	"flapping":                            {do: verifyAll("12025550157", "12025550158")},
	"garbage-from-proxy":                  {do: addToPool("12025550160")},
	"large-pool-paging":                   {do: audit},
	"reverify-window":                     {do: func(c client, _ *arena) error { return c.Renew("12025550163") }},
	"dialect-switches":                    {do: twoWithABreak("12025550164", "12025550165", 2*time.Minute)},
	"phone-number-taken":                  {do: func(c client, _ *arena) error { return c.Add("12025550166") }, hopeless: true},
	"number-expires-between-list-and-use": {do: listThenShare(15 * time.Minute)},
	"stale-pool": {do: func(c client, a *arena) error {
		a.sleep(2 * time.Hour)
		return c.HandOver("12025550155")
	}},
	"outage-window": {do: func(c client, a *arena) error {
		a.sleep(10 * time.Minute)
		return c.Verify("12025550159")
	}},
	"dropped-after-90-days": {do: func(c client, a *arena) error {
		all, err := c.List()
		if err != nil || len(all) != 1 {
			return errors.Join(err, errMissing)
		}
		a.sleep(2 * 24 * time.Hour)
		return c.VerifyListed(all[0])
	}},
	// The two workers come one after the other here, which a race may do too.
	"duplicate-add-race": {do: func(c client, _ *arena) error {
		return errors.Join(c.AddToPool("12025550162"), c.AddToPool("12025550162"))
	}},
}

func verifyAll(phones ...string) func(client, *arena) error {
	return func(c client, _ *arena) error {
		var failed error
		for _, p := range phones {
			failed = errors.Join(failed, c.Verify(p))
		}
		return failed
	}
}

func verifyInPool(phone string) func(client, *arena) error {
	return func(c client, _ *arena) error { return c.VerifyInPool(phone) }
}

func addToPool(phone string) func(client, *arena) error {
	return func(c client, _ *arena) error { return c.AddToPool(phone) }
}

func remove(phone string) func(client, *arena) error {
	return func(c client, _ *arena) error { return c.Remove(phone) }
}

func twoWithABreak(first, second string, pause time.Duration) func(client, *arena) error {
	return func(c client, a *arena) error {
		err := c.Verify(first)
		a.sleep(pause)
		return errors.Join(err, c.Verify(second))
	}
}

func poolWithABreak(c client, a *arena) error {
	err := c.VerifyInPool("12025550143")
	a.sleep(time.Hour)
	return errors.Join(err, c.VerifyInPool("12025550144"))
}

func listThenShare(pause time.Duration) func(client, *arena) error {
	return func(c client, a *arena) error {
		all, err := c.List()
		if err != nil {
			return err
		}
		a.sleep(pause)
		return c.Share(all, simtest.OtherBusinessID)
	}
}

// busyHour verifies three numbers, then hands one over in an hour that others
// have used up.
func busyHour(c client, a *arena) error {
	var failed error
	for _, phone := range []string{"12025550131", "12025550132", "12025550133"} {
		failed = errors.Join(failed, c.VerifyInPool(phone))
	}
	a.exhaust("meta-app")
	return errors.Join(failed, c.HandOver("12025550131"))
}

func audit(c client, _ *arena) error {
	all, err := c.List()
	if len(all) != 250 {
		return errors.Join(err, errMissing)
	}
	return err
}

// allThumbs mistypes three times, differently each time.
func allThumbs(code string, nth int) string {
	if nth > 3 {
		return code
	}
	wrong := '0' + (rune(code[0]-'0')+rune(nth))%10
	return string(wrong) + code[1:]
}

// asShown types the code as Meta's message shows it.
func asShown(code string, _ int) string { return code[:3] + "-" + code[3:] }

func TestAllThumbsMistypesThreeTimes(t *testing.T) {
	seen := map[string]bool{}
	for nth := 1; nth <= 3; nth++ {
		seen[allThumbs("987654", nth)] = true
	}
	if len(seen) != 3 || seen["987654"] || allThumbs("987654", 4) != "987654" {
		t.Errorf("typed %v", seen)
	}
	for typed := range seen {
		if len(digits(typed)) != 6 || !strings.HasSuffix(typed, "87654") {
			t.Errorf("typed %q", typed)
		}
	}
}
