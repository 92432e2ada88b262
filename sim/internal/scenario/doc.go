// Package scenario is the file that describes a world: who is in it, which
// numbers there are, what goes wrong, what happens by itself as time passes,
// and what a client is expected to have done in the end.
//
// [Parse] reads a [File] from YAML or JSON and checks all of it: what it
// returns can be turned into a world, or it says in one go everything that
// stands in the way, each with file, line and column. [ParseStep] reads a
// single [Step], the form in which timeline and control API write an event.
//
// A File says what was written. What follows from leaving something out is
// answered by its methods: [File.Start], [File.Rules], [File.SeedOr],
// [File.Owner], [File.Times], [File.Schedule].
//
// [Verify] holds a world against what its scenario expects of the client. Its
// [Report] is written as JSON, as text for people and as JUnit XML.
//
// [JSONSchema] is the schema of the file for editors, made from the comments
// of these types. [Example] is a commented file to start from.
package scenario
