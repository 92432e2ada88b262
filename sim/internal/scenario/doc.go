// Package scenario reads the file that describes a world and builds the world:
// its parties and numbers, faults, limits, timeline and expectations. The file
// itself is [sim.Scenario].
//
// [Parse] reads YAML or JSON and checks all of it: it returns a scenario that can be
// built, or every issue with file, line and column. [ParseStep] reads one [sim.Event].
// [Setup] turns a scenario into what worlds are built from, and a [Library] finds
// scenarios by name. [JSONSchema] is the schema of the file for editors, [Example] a
// commented file to start from.
package scenario
