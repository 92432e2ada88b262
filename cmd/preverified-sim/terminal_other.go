//go:build !unix

package main

// typedByUser tells whether an interrupt comes from the keyboard; here, it
// always does, and reaches every process of the console.
func typedByUser() bool { return true }
