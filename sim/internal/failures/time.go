package failures

import "time"

var (
	pacificStandard = time.FixedZone("PST", -8*60*60)
	pacificDaylight = time.FixedZone("PDT", -7*60*60)
)

// GraphTime writes t the way Graph's token errors do: in Pacific time, as in
// "Friday, 18-Sep-26 10:00:00 PDT". It needs no time zone database, which a
// container image may lack, and applies the rule of 2007: daylight time from the
// second Sunday of March to the first of November, at two in the morning.
func GraphTime(t time.Time) string {
	year := t.In(pacificStandard).Year()
	begin := firstSunday(year, time.March).AddDate(0, 0, 7).Add(10 * time.Hour)
	end := firstSunday(year, time.November).Add(9 * time.Hour)
	zone := pacificStandard
	if !t.Before(begin) && t.Before(end) {
		zone = pacificDaylight
	}
	return t.In(zone).Format(time.RFC850)
}

func firstSunday(year int, month time.Month) time.Time {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (7-int(first.Weekday()))%7)
}
