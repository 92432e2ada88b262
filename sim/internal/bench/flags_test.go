//go:build bench

package bench

import (
	"flag"
	"time"
)

var (
	rounds  = flag.Int("rounds", 5, "how many turns floor and simulator take")
	window  = flag.Duration("time", 3*time.Second, "how long each measures in a turn")
	smoke   = flag.Bool("smoke", false, "fail only at half of a budget, with smaller pools")
	picture = flag.String("svg", "", "file to draw the growth into")
)
