package soak_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// steer is a call of the control API.
func steer(method, path, body string) call {
	x := call{method: method, target: controlPath + path, body: body}
	if body != "" {
		x = x.with("Content-Type", "application/json")
	}
	return x
}

// readControl reads one of the things that tests look at.
func (c *client) readControl() error {
	n := c.some()
	a, err := c.send(steer("GET", pick(c, []string{
		"/numbers?limit=30", "/numbers?status=VERIFIED&include=deleted", "/numbers/" + n.id, "/codes?limit=20", "/codes?state=pending", "/clock",
		"/faults", "/limits", "/scenario", "/scenarios", "/coverage", "/errors", "/operations", "/openapi/" + pick(c, []string{"meta", "360dialog", "control"}),
		"/requests?limit=20", "/requests?status=4xx&limit=5", "/requests?origin=360dialog&limit=5", "/requests/r3", "/requests/count?operation=meta.add_number",
		"/codes/latest?phone_number=" + url.QueryEscape(n.phone) + "&wait=1ms", "/requests/count?min=1000000&wait=1ms",
	}), ""))
	c.remember(number{found(anID, a.body), found(aPhone, a.body)})
	return err
}

func (c *client) moveClock() error {
	return c.one(steer("POST", "/clock", pick(c, []string{
		`{"advance":"1s"}`, `{"advance":"30s"}`, `{"advance":"11m"}`, `{"advance":"1h"}`, `{"advance":"2d"}`, `{"advance":"15d"}`, `{"mode":"frozen"}`, `{"at":"2026-01-15T10:00:00Z"}`, `{"advance":"-1s"}`,
	})))
}

// happen makes something happen in the world.
func (c *client) happen() error {
	phone := c.some().phone
	return c.one(steer("POST", "/events", pick(c, []string{
		`{"claim":"` + phone + `"}`, `{"claim":{"phone_number":"` + phone + `","replace":true}}`, `{"expire":"` + phone + `"}`, `{"restore":"` + phone + `"}`, `{"delete":"` + phone + `"}`,
		`{"verify":"` + phone + `"}`, `{"revoke_token":"EAAJBother"}`, `{"expire_token":"EAAJBreader"}`, `{"set_permissions":{"token":"EAAJBother","permissions":[]}}`, `{"set_dialect":"observed"}`,
		`{"set_dialect":"documented"}`, `{"revoke_key":"second-api-key"}`, `{"add_fault":{"name":"event","on":{"operation":"meta.get_number"},"when":{"every":5},"do":{"error":"meta.unexpected_error"}}}`, `{"remove_fault":"event"}`,
	})))
}

// rules are fault rules of every kind. None keeps a client waiting: %d makes
// names, of which there are few, so that rules replace each other.
var rules = []string{
	`{"name":"f%d","on":{"api":"meta"},"when":{"probability":0.1},"do":{"error":"meta.unexpected_error"}}`,
	`{"name":"f%d","on":{"operation":"meta.share_number"},"when":{"probability":0.5},"do":{"error":"meta.temporarily_unavailable"}}`,
	`{"name":"f%d","on":{"operation":"meta.verify_code"},"when":{"times":2},"do":{"error":"meta.unexpected_error","apply":true}}`,
	`{"name":"f%d","on":{"operation":"meta.add_number","origin":"360dialog"},"when":{"every":2},"do":{"reply":"drop"}}`,
	`{"name":"f%d","on":{"operation":"360dialog.add_number"},"when":{"calls":[2,4]},"do":{"reply":"drop"}}`,
	`{"name":"f%d","on":{"operation":"meta.list_numbers"},"when":{"from":2,"times":3},"do":{"reply":"truncate","violates":"a proxy gave up"}}`,
	`{"name":"f%d","on":{"operation":"meta.get_number"},"when":{"status":"VERIFIED","times":2},"do":{"reply":"garbage","violates":"a proxy's page"}}`,
	`{"name":"f%d","on":{"api":"360dialog"},"when":{"probability":0.2,"until":"1h"},"do":{"reply":"slow","latency":"4ms"}}`,
	`{"name":"f%d","on":{"api":"meta","origin":"client"},"when":{"probability":0.1},"do":{"connection":"reset"}}`,
	`{"name":"f%d","on":{"operation":"meta.request_code"},"when":{"after":"1m","times":2},"do":{"connection":"close"}}`,
	`{"name":"f%d","on":{"method":"DELETE"},"when":{"times":2},"do":{"connection":"reset"}}`,
	`{"name":"f%d","when":{"probability":0.3},"do":{"latency":{"min":"1ms","max":"3ms"}}}`,
	`{"name":"f%d","when":{"probability":0.3},"do":{"latency":{"p50":"1ms","p99":"2ms"}}}`,
	`{"name":"f%d","on":{"operation":"meta.get_number"},"when":{"times":3},"do":{"latency":"2ms"}}`,
	`{"name":"f%d","on":{"business":"506914307656634"},"when":{"every":7},"do":{"status":503,"headers":{"Retry-After":"1"},"violates":"maintenance"}}`,
	`{"name":"f%d","on":{"partner":"simul8PA"},"when":{"every":9},"do":{"status":200,"body":"<html>","violates":"a proxy's page"}}`,
	`{"name":"f%d","on":{"phone_number":"12025550150"},"do":{"deliver":"never"}}`,
	`{"name":"f%d","when":{"probability":0.3},"do":{"deliver":"wrong"}}`,
	`{"name":"f%d","when":{"probability":0.3},"do":{"deliver":{"late":"20s"}}}`,
	`{"name":"f%d","on":{"operation":"meta.verify_code"},"when":{"times":3},"do":{"error":"meta.rate_limited"}}`,
	`{"name":"f%d","on":{"operation":"360dialog.list_numbers"},"when":{"times":2},"do":{"error":"360dialog.internal_error"}}`,
	`{"name":"f%d","on":{"operation":"meta.verify_cod"},"do":{"error":"meta.rate_limited"}}`,
	`{"name":"f%d","when":{"probability":2},"do":{"reply":"truncate"}}`,
}

func (c *client) fault() error {
	return c.one(steer("POST", "/faults", fmt.Sprintf(pick(c, rules), c.rnd.IntN(6))))
}

// unfault takes rules away, or turns one off and on.
func (c *client) unfault() error {
	name := fmt.Sprintf("f%d", c.rnd.IntN(6))
	return c.one(pick(c, []call{
		steer("DELETE", "/faults", ""), steer("DELETE", "/faults/"+name, ""), steer("DELETE", "/faults/"+name, ""),
		steer("PUT", "/faults/"+name, `{"enabled":false}`), steer("PUT", "/faults/"+name, `{"enabled":true}`), steer("GET", "/faults", ""),
	}))
}

// hang sends a request that hangs, and leaves.
func (c *client) hang() error {
	const name = "hangs"
	rule := `{"name":"` + name + `","on":{"operation":"meta.get_business","origin":"client"},"when":{"times":1},"do":{"connection":"hang"}}`
	if err := c.one(steer("POST", "/faults", rule)); err != nil {
		return err
	}
	x := call{method: "GET", target: "/v23.0/" + business, hangs: true}.with("Authorization", "Bearer EAAJBsimulator")
	if err := c.one(x); err != nil {
		return err
	}
	return c.one(steer("DELETE", "/faults/"+name, ""))
}

// limit uses limits up, or sets others.
func (c *client) limit() error {
	return c.one(pick(c, []call{
		steer("POST", "/limits/tries/exhaust", ""), steer("POST", "/limits/hub/exhaust", `{"key":"sim-api-key"}`), steer("POST", "/limits/none/exhaust", ""),
		steer("PUT", "/limits", `[]`),
		steer("PUT", "/limits", `[{"name":"tries","operation":"meta.*","per":"app","allow":30,"window":"1h"},{"name":"hub","operation":"360dialog.add_number","per":"partner","allow":3,"window":"10m"}]`),
		steer("PUT", "/limits", `[{"name":"per-number","operation":["meta.get_number"],"per":"number","allow":2,"window":"1m","error":"meta.rate_limited","retry_after":true}]`),
		steer("GET", "/limits", ""),
	}))
}

// snapshot keeps the world, puts it back or compares it.
func (c *client) snapshot() error {
	if c.kept == nil || c.chance(3) {
		before := len(c.journaled)
		a, err := c.send(steer("GET", "/snapshot", ""))
		if err == nil && a.status == http.StatusOK {
			c.kept, c.keptSteps = a.body, append([]int(nil), c.journaled[:before]...)
		}
		return err
	}
	if c.chance(3) {
		return c.one(steer("POST", "/snapshot/diff", `{"from":`+string(c.kept)+`}`))
	}
	a, err := c.send(steer("PUT", "/snapshot", string(c.kept)))
	if err == nil && a.status == http.StatusOK {
		c.journaled = append(c.journaled[:0], c.keptSteps...)
	}
	return err
}

// anew forgets the journal, or the whole world.
func (c *client) anew() error {
	x := pick(c, []call{
		steer("POST", "/reset", ""), steer("DELETE", "/requests", ""), steer("POST", "/verify", ""), steer("POST", "/verify", "").with("Accept", "application/xml"),
		steer("PUT", "/scenario", fmt.Sprintf("seed: %d\n%s", c.seed, scenarioText)),
	})
	if strings.HasSuffix(x.target, "/scenario") {
		x.header = [][2]string{{"Content-Type", "application/yaml"}}
	}
	a, err := c.send(x)
	if err == nil && a.status < 300 && !strings.HasSuffix(x.target, "/verify") {
		c.journaled = c.journaled[:0]
	}
	return err
}

// wrongControl is a call of the control API that it refuses.
func (c *client) wrongControl() error {
	value := pick(c, odd)
	escaped := url.QueryEscape(value)
	return c.one(pick(c, []call{
		steer("GET", "/numbers?limit="+escaped, ""), steer("GET", "/numbers/"+url.PathEscape(value), ""), steer("GET", "/requests?operation="+escaped, ""),
		steer("GET", "/requests/"+url.PathEscape(value), ""), steer("GET", "/codes/latest?wait="+escaped, ""), steer("GET", "/nothing/"+url.PathEscape(value), ""),
		steer("POST", "/clock", `{"advance":"`+url.PathEscape(value)+`"}`), steer("POST", "/clock", "{"), steer("POST", "/events", `{"explode":"1"}`),
		steer("POST", "/faults", `{"do":{}}`), steer("PUT", "/snapshot", `{"version":2}`), steer("POST", "/snapshot/diff", "[]"), steer("PUT", "/scenario", `{"name":"none"}`),
		steer("PUT", "/limits", `[{"allow":-1}]`), steer("POST", "/numbers", `{"phone_number":"`+pick(c, phones)+`","status":"VERIFIED"}`), steer("POST", "/numbers", `{"phone_number":"x"}`),
		steer("BREW", "/clock", ""), steer("GET", "/clock", "").with("Origin", "http://elsewhere.example"),
	}))
}
