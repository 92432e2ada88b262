package control

const metricsType = "text/plain; version=0.0.4; charset=utf-8"

func getMetrics(q *request) (answer, error) {
	text, err := q.api.Metrics()
	return answer{raw: text, media: metricsType}, err
}

func getCA(q *request) (answer, error) {
	if q.api.CA == nil {
		return answer{}, noCA.fail("the process has made no certificate: it runs without --tls and --proxy, or with a pair it was given")
	}
	return answer{raw: q.api.CA, media: "application/x-pem-file"}, nil
}
