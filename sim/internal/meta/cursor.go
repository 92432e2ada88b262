package meta

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"strconv"
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

// cursorOf points at the item with this id.
func cursorOf(id string) string {
	n, _ := strconv.ParseUint(id, 10, 64) // ids are digits of at most 19 places
	seal := seal(n)
	blob := append(make([]byte, 0, 90), cursorHead...)
	blob = base64.RawURLEncoding.AppendEncode(blob, seal[:])
	return cursorEscape.Replace(base64.StdEncoding.EncodeToString(blob))
}

// itemOf returns the id a cursor points at, "" for none. It returns [sim.InvalidCursor]
// for all but the one writing that was handed out: decoders forgive newlines and more.
func itemOf(cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	blob, _ := base64.StdEncoding.DecodeString(cursorUnescape.Replace(cursor))
	inner, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(string(blob), cursorHead))
	if len(inner) == sha512.Size {
		if id := strconv.FormatUint(binary.BigEndian.Uint64(inner), 10); cursorOf(id) == cursor {
			return id, nil
		}
	}
	return "", &sim.Error{Code: sim.InvalidCursor}
}

// seal is the id followed by a check of it.
func seal(n uint64) [sha512.Size]byte {
	var id [8]byte
	binary.BigEndian.PutUint64(id[:], n)
	out := sha512.Sum512(id[:])
	copy(out[:], id[:])
	return out
}
