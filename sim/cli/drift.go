package cli

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/drift"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func newDrift(p *process) *cobra.Command {
	var dialect, overlay string
	var asJSON bool
	c := &cobra.Command{
		Use:   "drift CAPTURE.har",
		Short: "Replay what was recorded against the real APIs and report what the simulator answers differently",
		Long: "drift replays the requests of a HAR file, recorded against the real APIs, in a fresh world made\n" +
			"from what the recording shows, and reports every difference in status, headers, members, types and\n" +
			"codes. Strip the secrets from the file first: none is needed. It exits with 3 when anything differs.",
		Args: oneArg("a HAR file"),
	}
	c.Flags().StringVar(&dialect, "dialect", string(sim.Observed), "`dialect` to answer in: observed or documented")
	c.Flags().StringVar(&overlay, "errors", "", "`file` that overlays the error catalogues, as serve takes it")
	c.Flags().BoolVar(&asJSON, "json", false, "write the report as JSON")
	c.RunE = func(_ *cobra.Command, args []string) error {
		d, ok := sim.ParseDialect(dialect)
		if !ok {
			return usageError("--dialect: %q is neither observed nor documented", dialect)
		}
		report, err := replayed(args[0], overlay, d)
		if err != nil {
			return err
		}
		text := []byte(report.Text())
		if asJSON {
			if text, err = json.MarshalIndent(report, "", "  "); err != nil {
				return err
			}
			text = append(text, '\n')
		}
		if _, err := p.stdout.Write(text); err != nil {
			return err
		}
		if report.Drifted {
			return &exitError{exitReport, errors.New("the simulator answers differently")}
		}
		return nil
	}
	return c
}

// replayed reads a capture and plays it to a simulator of its own, with the
// overlay of the catalogues where one is named.
func replayed(file, overlay string, d sim.Dialect) (*drift.Report, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, usageError("%w", err)
	}
	capture, err := drift.Read(file, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, usageError("%w", err)
	}
	plan := drift.New(capture, drift.Options{Documented: d == sim.Documented})
	opts := server.Options{QuietHeaders: true, ErrorsFile: overlay}
	if overlay != "" {
		if opts.ErrorsText, err = os.ReadFile(overlay); err != nil {
			return nil, usageError("%w", err)
		}
	}
	srv, err := server.New(opts)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	defer srv.Close()
	stage, err := srv.Worlds().Put(world.Default, setupOf(plan.World, d))
	if err != nil {
		return nil, err
	}
	return plan.Replay(&rehearsal{srv.Handler(), stage, srv.Catalogue(), d})
}

// setupOf builds the world a capture was recorded in. It has no limits and no
// faults, and its numbers are not dropped for their age: the capture shows that
// they were there.
func setupOf(w drift.World, d sim.Dialect) world.Setup {
	validity, window, never := sim.Duration(w.Validity), sim.Duration(w.Window), sim.Duration(0)
	f := &sim.Scenario{
		Version: 1, Name: "drift", Clock: sim.ScenarioClock{Mode: sim.Frozen, At: w.At}, Dialect: string(d),
		Validity: &validity, ReverifyWindow: &window, DropAfter: &never,
	}
	for _, b := range w.Businesses {
		f.Businesses = append(f.Businesses, sim.ScenarioBusiness{ID: b.ID, Name: b.Name, Tokens: tokensOf(b.Tokens)})
	}
	for _, p := range w.Partners {
		f.Partners = append(f.Partners, sim.ScenarioPartner{
			ID: p.ID, Business: p.Business, APIKeys: []string{p.Key},
			Users: []sim.ScenarioUser{{Username: p.Username, Password: p.Password}},
		})
	}
	setup := scenario.Setup(f, scenario.Build{})
	people := setup.Populate
	setup.Populate = func(tx *store.Tx, pool *store.Stream) error {
		err := people(tx, pool)
		for _, n := range w.Numbers {
			err = errors.Join(err, putNumber(tx, n))
		}
		return err
	}
	return setup
}

func tokensOf(tokens []drift.Token) []sim.ScenarioToken {
	var out []sim.ScenarioToken
	for _, t := range tokens {
		token := sim.ScenarioToken{Token: t.Value, Revoked: t.Revoked}
		if t.Expired {
			token.Expires = sim.After(-time.Hour)
		}
		if t.Powerless {
			token.Permissions = []string{}
		}
		out = append(out, token)
	}
	return out
}

// putNumber puts a number into the world, under another telephone number when its
// own cannot be.
func putNumber(tx *store.Tx, n drift.Number) error {
	var refused error
	for _, text := range []string{n.Phone, n.Spare} {
		phone, err := sim.ParsePhone(text)
		if err == nil {
			_, err = tx.Place(store.Placement{
				Phone: phone, ID: n.ID, Business: n.Business, Partner: n.Partner, SharedWith: slices.Clone(n.SharedWith),
				CreatedAt: n.CreatedAt, VerifiedAt: n.VerifiedAt, Claimed: n.Claimed,
			})
		}
		if err == nil {
			return nil
		}
		refused = errors.Join(refused, err)
	}
	return refused
}

// rehearsal is the simulator a capture is replayed in.
type rehearsal struct {
	http.Handler
	world   *world.World
	errors  *failures.Catalogue
	dialect sim.Dialect
}

// MoveTo implements drift.Simulator.
func (r *rehearsal) MoveTo(at time.Time) error {
	_, err := r.world.MoveTo(at)
	return err
}

// Code implements drift.Simulator. A code that cannot be sent is none.
func (r *rehearsal) Code(id string, usable bool) (value string) {
	_ = r.world.Store.Do(r.world.Now(), func(tx *store.Tx) error {
		newest := func() string {
			for _, c := range tx.Codes(store.CodeFilter{NumberID: id}) {
				if !usable || c.State == sim.CodePending {
					return c.Code
				}
			}
			return ""
		}
		if value = newest(); value != "" || !usable {
			return nil
		}
		n, err := tx.AnyNumber(id)
		if err != nil {
			return err
		}
		if err := tx.RequestCode(id, sim.Token{Business: n.OwnerBusinessID}, "SMS", "en_US", sim.Delivery{}); err != nil {
			return err
		}
		value = newest()
		return nil
	})
	return value
}

// Failure implements drift.Simulator: the entry that agrees in most, and comes
// first among those.
func (r *rehearsal) Failure(f drift.Failure) (members map[string]any, ok bool) {
	var best failures.Answer
	most := 0
	for _, e := range r.errors.Entries() {
		if !e.MayComeFrom(f.Operation) {
			continue
		}
		a := e.Answer(r.dialect, f.Operation, nil)
		if fits := agreement(e.Vendor(), a, f); fits > most {
			best, most = a, fits
		}
	}
	if most == 0 {
		return nil, false
	}
	members = map[string]any{}
	for _, m := range best.Members {
		members[m.Name] = m.Value
	}
	if _, enveloped := best.Members.Get("developer_message"); enveloped {
		members["http_code"], members["success"] = best.Status, false
	}
	return members, true
}

// agreement weighs how well an entry fits a recorded failure; 0 is not at all.
// The codes name Meta's failures, the status 360dialog's.
func agreement(vendor string, a failures.Answer, f drift.Failure) int {
	if vendor == "360dialog" {
		if a.Status != f.Status {
			return 0
		}
		return 1 + weight(memberText(a.Members, "developer_message") == f.Message)
	}
	if code, _ := a.Members.Get("code"); code != int(f.Code) {
		return 0
	}
	subcode, _ := a.Members.Get("error_subcode")
	has, _ := subcode.(int)
	fits := 1 + 4*weight(int64(has) == f.Subcode) + 2*weight(memberText(a.Members, "message") == f.Message)
	return fits + weight(a.Status == f.Status)
}

func memberText(o wire.Object, name string) string {
	v, _ := o.Get(name)
	s, _ := v.(string)
	return s
}

func weight(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
