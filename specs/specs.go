// Package specs holds the contracts that the simulator is held to: the OpenAPI
// documents of its APIs and the catalogues of what each vendor answers when
// something fails.
//
// The documents meta.yaml (Meta's Graph API, pre-verified phone numbers) and
// 360dialog.yaml (360dialog's Partner API v2) carry the vendors' paths, names,
// schemas and statuses with descriptions of our own. Each operation has an
// extension x-sim-operation with the name the simulator uses for it, for
// example meta.verify_code. README.md in this directory lists every departure
// from what the vendors publish.
//
// Both say OpenAPI 3.0.3. Meta's paths collide by shape, /{Version}/{id} being
// a number or a business, so a document has to be validated one path at a time.
package specs

import "embed"

// FS holds the documents and catalogues of this directory at its root, for example
// "meta.yaml". Reading a name that does not exist returns an error that wraps
// fs.ErrNotExist.
//
//go:embed meta.yaml 360dialog.yaml control.yaml meta.errors.yaml 360dialog.errors.yaml
var FS embed.FS
