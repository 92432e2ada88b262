//go:build unix

package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// typedByUser tells whether an interrupt comes from the keyboard. The terminal
// sends it to the whole foreground group then, a command of ours included, and
// passing it on would be a second one, which many programs take for an order to
// give up cleaning.
func typedByUser() bool {
	group, err := unix.IoctlGetInt(int(os.Stdin.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
