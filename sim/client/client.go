// Package client is the typed client of the control API, by which tests and tools read
// and steer a running simulator.
//
//	c := client.Client{URL: "http://127.0.0.1:8360"}
//	moved, err := c.Advance(ctx, 24*time.Hour)
package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Client calls the control API for one world. Only URL must be set. A Client is safe
// for concurrent use.
//
// Every method sends one request, and those that list send one for each page.
// They return a [*sim.Problem] when the simulator refuses, which errors.As finds,
// and the error of the HTTP client when there is no answer. No fault, limit or
// credential of a vendor applies to them, and the journal does not show them.
type Client struct {
	// URL is the base address of the simulator without a slash at the end, such as
	// http://127.0.0.1:8360; with /_world/NAME behind it, that world.
	URL string
	// HTTP sends the requests; nil for http.DefaultClient.
	HTTP *http.Client
	// Token is the one of --control-token; "" sends none.
	Token string
}

// controlPath is where the control API begins.
const controlPath = "/_sim/v1"

// call sends a request and decodes the answer into one of a T.
func call[T any](ctx context.Context, c Client, method, path string, query url.Values, body any) (T, error) {
	var out T
	data, err := c.Call(ctx, method, path, query, body)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(data, &out); err != nil {
		return out, fmt.Errorf("%s %s%s: the answer is not of this version: %w", method, controlPath, path, err)
	}
	return out, nil
}

type page[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next"`
}

// pageSize is how many entries are asked for at once, the most there can be.
const pageSize = "10000"

func list[T any](ctx context.Context, c Client, path string, query url.Values) ([]T, error) {
	query.Set("limit", pageSize)
	var all []T
	for {
		p, err := call[page[T]](ctx, c, http.MethodGet, path, query, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, p.Data...)
		if p.Next == "" {
			return all, nil
		}
		query.Set("after", p.Next)
	}
}

func (c Client) do(ctx context.Context, method, path string, body any) error {
	_, err := c.Call(ctx, method, path, nil, body)
	return err
}

// Call sends a request that no other method sends. path begins behind /_sim/v1;
// a body is encoded as JSON, an io.Reader is sent as JSON as it is read, none is nil. It returns the answer as it came.
func (c Client) Call(ctx context.Context, method, path string, query url.Values, body any) (json.RawMessage, error) {
	var data bytes.Buffer
	if err := c.CallTo(ctx, &data, method, path, query, body); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

type yamlText string

// CallTo is [Client.Call] for an answer that is long or has no end: it is copied as it
// arrives.
func (c Client) CallTo(ctx context.Context, to io.Writer, method, path string, query url.Values, body any) error {
	address := c.URL + controlPath + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	r, err := c.request(ctx, method, address, body)
	if err != nil {
		return fmt.Errorf("%s %s%s: %w", method, controlPath, path, err)
	}
	answer, err := cmp.Or(c.HTTP, http.DefaultClient).Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode < http.StatusMultipleChoices {
		_, err = io.Copy(to, answer.Body)
	} else if data, failed := io.ReadAll(answer.Body); failed != nil {
		err = failed
	} else {
		err = problemOf(answer, data)
	}
	if err != nil {
		err = fmt.Errorf("%s %s%s: %w", method, controlPath, path, err)
	}
	return err
}

func (c Client) request(ctx context.Context, method, address string, body any) (*http.Request, error) {
	reader, media, err := encoded(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, address, reader)
	if err != nil {
		return nil, err
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	return r, nil
}

func encoded(body any) (reader io.Reader, media string, err error) {
	const jsonMedia = "application/json"
	switch b := body.(type) {
	case nil:
		return nil, "", nil
	case yamlText:
		return strings.NewReader(string(b)), "application/yaml", nil
	case io.Reader:
		return b, jsonMedia, nil
	default:
		data, err := json.Marshal(b)
		return bytes.NewReader(data), jsonMedia, err
	}
}

// mostQuoted is how many bytes of an answer that is no problem an error quotes.
const mostQuoted = 300

// problemOf reads a refusal, also one that is no problem, such as a proxy's.
func problemOf(answer *http.Response, data []byte) *sim.Problem {
	p := new(sim.Problem)
	if json.Unmarshal(data, p) != nil || p.Title == "" {
		*p = sim.Problem{Type: "about:blank", Title: http.StatusText(answer.StatusCode), Detail: strings.Join(strings.Fields(strings.ToValidUTF8(string(data[:min(len(data), mostQuoted)]), "")), " ")}
	}
	p.Status = answer.StatusCode
	return p
}

// queried collects the parameters of a query, without empty ones.
func queried(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

// millis writes a span as the control API reads it, a negative one with its sign.
func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) + "ms" }

// instant is a parameter in world time; "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
