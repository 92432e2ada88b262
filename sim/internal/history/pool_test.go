package history

import (
	"strings"

	"github.com/anishathalye/porcupine"
)

// poolModel is the pool as partners see it, who know nothing of steps: adding,
// deleting and listing are indivisible. What Meta refuses or fails in happens
// between two calls and leaves the pool as it is, whenever that was.
var poolModel = porcupine.Model{
	Partition: byPhone,
	Init:      func() any { return row{} },
	Step: func(at, input, output any) (bool, any) {
		return at.(row).step(input.(ask), output.(outcome))
	},
}

func (r row) step(a ask, told outcome) (bool, row) {
	id, _, _ := strings.Cut(told.seen, " ")
	ours := r.id != "" && r.partner == a.actor && r.id == a.id
	switch {
	case told.failure == "360dialog.already_in_pool":
		return r.id != "", r
	case told.failure == "360dialog.number_not_found":
		return !ours, r
	case told.failure != "":
		return true, r
	case a.what == "360dialog.add_number":
		return r.id == "" && id != "", row{partner: a.actor, id: id}
	case a.what == "360dialog.delete_number":
		return ours, row{}
	case a.what == "360dialog.list_numbers":
		if r.partner != a.actor {
			return id == "", r
		}
		return id == r.id, r
	default:
		return ours, r
	}
}
