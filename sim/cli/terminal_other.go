//go:build !unix

package cli

// typedByUser reports whether an interrupt comes from the keyboard. Here it
// always does, and reaches every process of the console.
func typedByUser() bool { return true }
