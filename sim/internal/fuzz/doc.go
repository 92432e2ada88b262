// Package fuzz holds the fuzz targets of everything that reads foreign bytes
// over HTTP. It has no code of its own; the targets are in its test files.
//
// Each target sends requests through [server.Server.Handler], in process, to a
// world whose clock stands still, and demands of every answer what no input may
// change: no panic and no failure of the server, an answer that keeps its
// contract and has its reader's form, the same bytes when the same request meets
// the same world again, one journal record for it, and a world that is as it was
// when the request was refused or only read.
//
// The seeds stand in the targets, and those that once found something under
// testdata/fuzz, by name. go test runs them all; make fuzz lets every target of
// the project look for new ones:
//
//	make fuzz FUZZTIME=1m
//	go test -run '^$' -fuzz '^FuzzGraph$' -fuzztime 5m ./sim/fuzz
//
// An input that fails is written to testdata/fuzz, and go test runs it from then
// on. Give it a name that says what it is, and commit it with what mends it.
package fuzz
