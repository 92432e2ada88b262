package meta

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Cursors look and behave like those of Meta's business edges: 90 bytes that
// begin with AQHR, in base64 whose Z is written ZA and whose = is written ZD
// (decoded from public captures). One points at an item by its id, so it
// survives insertions, and a check makes a made-up one fail.
const cursorHead = "AQHR"

var (
	cursorEscape   = strings.NewReplacer("Z", "ZA", "=", "ZD")
	cursorUnescape = strings.NewReplacer("ZA", "Z", "ZD", "=")
)

// cursorOf points at the item with this id, which has at most 19 digits: it has the id
// and a hash of it.
func cursorOf(id string) string {
	seal := sha512.Sum512([]byte(id))
	copy(seal[:], id+"\x00")
	blob := base64.RawURLEncoding.AppendEncode([]byte(cursorHead), seal[:])
	return cursorEscape.Replace(base64.StdEncoding.EncodeToString(blob))
}

// itemOf returns the id a cursor points at, "" for none. It returns [sim.InvalidCursor]
// for all but the one writing that was handed out: decoders forgive newlines and more.
func itemOf(cursor string) (string, error) {
	blob, _ := base64.StdEncoding.DecodeString(cursorUnescape.Replace(cursor))
	seal, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(string(blob), cursorHead))
	id, _, _ := bytes.Cut(seal, []byte{0})
	if cursor != "" && cursorOf(string(id)) != cursor {
		return "", &sim.Error{Code: sim.InvalidCursor}
	}
	return string(id), nil
}
