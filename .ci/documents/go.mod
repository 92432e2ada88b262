// A module of its own, so that the simulator's go.mod names only what the
// simulator is made of.
module github.com/preverified-sim/preverified-sim/ci/documents

go 1.26.0

require (
	github.com/oapi-codegen/runtime v1.9.0
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/apapsch/go-jsonmerge/v2 v2.0.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
)
