package control

// metricsType is the media type of Prometheus's text form.
const metricsType = "text/plain; version=0.0.4; charset=utf-8"

// getMetrics shows what the process has counted.
func getMetrics(q *request) (answer, error) {
	text, err := q.api.Metrics()
	return answer{raw: text, media: metricsType}, err
}

// getCA shows the CA that has signed the certificate this process made itself.
func getCA(q *request) (answer, error) {
	if q.api.CA == nil {
		return answer{}, noCA.fail("the process has made no certificate: it runs without --tls and --proxy, or with a pair it was given")
	}
	return answer{raw: q.api.CA, media: "application/x-pem-file"}, nil
}
