package journal

import "strings"

// tokenHead is how Meta's tokens begin; no id, edge or world does.
const tokenHead = "EAA"

// MaskPath masks the secrets in a path: parameters that strayed into it, and
// segments that have the form of a token of Meta, put where an id belongs. An
// API key of 360dialog has no form of its own and cannot be told from an id.
func MaskPath(path string) string {
	if !strings.Contains(path, tokenHead) {
		return MaskText(path)
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, tokenHead) {
			segments[i] = Mask(s)
		}
	}
	return MaskText(strings.Join(segments, "/"))
}
