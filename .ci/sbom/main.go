// Command sbom prints what a Go binary is made of, as a CycloneDX document: the
// modules that were linked into it, at their versions, with the sums that go.sum
// holds for them (of the files of a module, not of an archive), and the standard
// library.
//
//	sbom NAME VERSION BINARY
//
// The list is read from the binary itself, so it names what is shipped and not
// what go.mod would allow. The document has no date and no random serial number:
// the same binary gives the same bytes.
package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"runtime/debug"
	"sort"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: sbom NAME VERSION BINARY")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func write(name, version, path string) error {
	binary, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(binary)
	root := cdx.Component{
		BOMRef:     purl(info.Main.Path, version, info),
		Type:       cdx.ComponentTypeApplication,
		Name:       name,
		Version:    version,
		PackageURL: purl(info.Main.Path, version, info),
		Hashes:     &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum[:])}},
		Licenses:   &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}},
	}
	parts, err := components(info)
	if err != nil {
		return err
	}
	refs := make([]string, len(parts))
	for i, part := range parts {
		refs[i] = part.BOMRef
	}
	bom := cdx.NewBOM()
	bom.SerialNumber = ""
	bom.Metadata = &cdx.Metadata{Component: &root}
	bom.Components = &parts
	bom.Dependencies = &[]cdx.Dependency{{Ref: root.BOMRef, Dependencies: &refs}}
	return cdx.NewBOMEncoder(os.Stdout, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).Encode(bom)
}

// components lists the linked modules in the order of their paths, the standard
// library among them.
func components(info *debug.BuildInfo) ([]cdx.Component, error) {
	std := strings.TrimPrefix(strings.Fields(info.GoVersion)[0], "go")
	parts := []cdx.Component{library("std", std, info)}
	for _, module := range info.Deps {
		part := library(module.Path, module.Version, info)
		var err error
		if part.Hashes, err = hashes(module); err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	sort.Slice(parts, func(i, j int) bool { return parts[i].BOMRef < parts[j].BOMRef })
	return parts, nil
}

// hashes returns the sum of module. A module without one, such as a replaced
// module, is an error.
func hashes(module *debug.Module) (*[]cdx.Hash, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(module.Sum, "h1:"))
	if err != nil || len(raw) != sha256.Size {
		return nil, fmt.Errorf("module %s has the sum %q", module.Path, module.Sum)
	}
	return &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(raw)}}, nil
}

func library(path, version string, info *debug.BuildInfo) cdx.Component {
	return cdx.Component{
		BOMRef:     purl(path, version, info),
		Type:       cdx.ComponentTypeLibrary,
		Name:       path,
		Version:    version,
		PackageURL: purl(path, version, info),
	}
}

// purl is the package URL of a module as it is built for one system.
func purl(path, version string, info *debug.BuildInfo) string {
	var goos, goarch string
	for _, setting := range info.Settings {
		switch setting.Key {
		case "GOOS":
			goos = setting.Value
		case "GOARCH":
			goarch = setting.Value
		}
	}
	return fmt.Sprintf("pkg:golang/%s@%s?type=module&goos=%s&goarch=%s", path, version, goos, goarch)
}
