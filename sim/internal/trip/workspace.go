package trip

import "github.com/preverified-sim/preverified-sim/sim/internal/wire"

// workspace is what a trip needs on the way and nobody keeps.
type workspace struct {
	plain wire.Scratch
	text  []byte
}

// mostText bounds the text that is kept for the next trip, in bytes.
const mostText = 64 << 10

// tidy makes the workspace ready for the next trip.
func (w *workspace) tidy() {
	w.plain.Reset()
	if cap(w.text) > mostText {
		w.text = nil
	}
}
