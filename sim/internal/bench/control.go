//go:build bench && linux

package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// get reads a JSON answer, which is not measured, into v.
func (p *process) get(ctx context.Context, path string, header http.Header, v any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.addr+path, nil)
	if err != nil {
		return err
	}
	r.Header = header
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(response.Body) // the status is the error
		return fmt.Errorf("GET %s: %s: %s", path, response.Status, said)
	}
	return json.NewDecoder(response.Body).Decode(v)
}

// listed is a number of the control API's list.
type listed struct {
	ID    string `json:"id"`
	Phone string `json:"phone_number"`
}

// numbers reads the whole pool, in its order.
func (p *process) numbers(ctx context.Context) ([]listed, error) {
	var all []listed
	for path := "/_sim/v1/numbers?limit=10000"; ; {
		var page struct {
			Data []listed `json:"data"`
			Next string   `json:"next"`
		}
		if err := p.get(ctx, path, http.Header{}, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Data...)
		if page.Next == "" {
			return all, nil
		}
		path = "/_sim/v1/numbers?limit=10000&after=" + page.Next
	}
}

// cursor asks Meta's list for the cursor that points at a number.
func (p *process) cursor(ctx context.Context, phone string) (string, error) {
	var page struct {
		Paging struct {
			Cursors struct {
				After string `json:"after"`
			} `json:"cursors"`
		} `json:"paging"`
	}
	path := numbersOfBusiness + "?phone_number=" + url.QueryEscape(phone)
	err := p.get(ctx, path, http.Header{"Authorization": {"Bearer EAAJBsimulator"}}, &page)
	if err == nil && page.Paging.Cursors.After == "" {
		err = fmt.Errorf("no cursor for %s", phone)
	}
	return page.Paging.Cursors.After, err
}

// pause lets a process come to rest before its memory is read.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
