package control

import (
	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
)

const xmlType = "application/xml"

// verifyWorld reports as JSON, or as JUnit for CI systems.
func verifyWorld(q *request) (answer, error) {
	report := grade.Verify(q.world)
	if prefers(q.http, jsonType, xmlType, "text/xml") {
		data, err := grade.JUnit(report)
		return answer{raw: data, media: xmlType}, err
	}
	if report.Checks == nil {
		report.Checks = []sim.Check{}
	}
	return answer{value: report}, nil
}
