// A module of its own, so that the simulator's go.mod names only what the
// simulator is made of.
module github.com/preverified-sim/preverified-sim/ci/sbom

go 1.26.0

require github.com/CycloneDX/cyclonedx-go v0.12.0
