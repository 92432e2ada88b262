package server_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the package when a test has left something running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
