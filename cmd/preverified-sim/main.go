// Command preverified-sim simulates Meta's Graph API for WhatsApp pre-verified
// phone numbers and 360dialog's Partner API v2 on top of it. Package cli has its
// command line.
package main

import (
	"os"

	"github.com/preverified-sim/preverified-sim/sim/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.LookupEnv, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
