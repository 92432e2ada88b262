package scenario

import (
	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// documentName stands for the scenario in a snapshot in messages.
const documentName = "scenario.document"

// Again turns the scenario that is embedded in a snapshot into what worlds are
// built from. The document is JSON with its variables replaced long ago, so that
// ${NAME} in it stands for itself. It returns [sim.Issues] with
// everything that is wrong.
func Again(document []byte, known sim.Known, b Build) (world.Setup, error) {
	f, err := Parse(documentName, document, nil, known)
	if err != nil {
		return world.Setup{}, err
	}
	return Setup(f, b), nil
}
