// Package grade judges the client: it holds the journal and the store of a
// world against what the world's scenario expects.
//
// [Verify] makes the report. [Text] writes it for people, [JUnit] for CI
// services; as JSON it is a [sim.Report].
package grade
