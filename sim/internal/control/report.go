package control

import "github.com/preverified-sim/preverified-sim/sim/internal/scenario"

// Report is what became of a scenario's expectations.
type Report = scenario.Report

const xmlType = "application/xml"

// verifyWorld reports as JSON, or as JUnit for CI systems.
func verifyWorld(q *request) (answer, error) {
	report := q.api.Verify(q.world)
	if prefers(q.http, jsonType, xmlType, "text/xml") {
		data, err := report.JUnit()
		return answer{raw: data, media: xmlType}, err
	}
	if report.Checks == nil {
		report.Checks = []scenario.Check{}
	}
	return answer{value: report}, nil
}
