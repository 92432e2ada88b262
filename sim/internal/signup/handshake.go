// Package signup is what Embedded Signup brings to clients: the message of its
// window ([Message]), the proof of a callback URL ([Prove]) and the webhooks
// ([Courier]). It follows no redirect and calls nothing but the URL it is given.
package signup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// patience is how long a receiver may take (inferred: Meta does not say).
const patience = 10 * time.Second

// client calls receivers directly, whatever proxy the environment names, and keeps
// no connection.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true, TLSHandshakeTimeout: patience},
	Timeout:       patience,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// ask sends a request to a receiver, without the User-Agent of Go, and reads the first
// bytes of the answer, at most most of them.
func ask(ctx context.Context, method, address string, header http.Header, body []byte, most int64) (*http.Response, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header = header.Clone()
	request.Header.Set("User-Agent", "")
	answer, err := client.Do(request)
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return nil, nil, failed.Err // its own text repeats the URL, with the token of a handshake
	} else if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, most))
	return answer, text, err
}

// Prove makes the handshake with a callback: a GET with the verify token, which the
// receiver answers with the challenge alone (Meta's page on webhooks). It returns
// why the receiver has not.
func Prove(ctx context.Context, callback, verifyToken, challenge string) error {
	to, err := url.Parse(callback)
	if err != nil {
		return err
	}
	query := to.Query()
	query.Set("hub.mode", "subscribe")
	query.Set("hub.verify_token", verifyToken)
	query.Set("hub.challenge", challenge)
	to.RawQuery = query.Encode()
	answer, body, err := ask(ctx, http.MethodGet, to.String(), http.Header{}, nil, int64(len(challenge))+16)
	switch {
	case err != nil:
		return err
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("it answers %d, not 200", answer.StatusCode)
	case strings.TrimSpace(string(body)) != challenge:
		return errors.New("it does not answer the challenge")
	}
	return nil
}
