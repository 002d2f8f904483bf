// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// dated is a platform whose answers have that Date.
type dated string

// RoundTrip implements http.RoundTripper.
func (d dated) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {"application/json"}}
	if d != "" {
		header.Set("Date", string(d))
	}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(strings.NewReader(`{}`)), Request: r}, nil
}

// TestDoubtedDate proves when a server's clock is not believed: more than a day from
// this machine's, and not on loopback.
func TestDoubtedDate(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	in := func(d time.Duration) string { return noon.Add(d).Format(http.TimeFormat) }
	const day = 24 * time.Hour
	for name, test := range map[string]struct {
		date       string
		doubted    bool
		unreadable bool
	}{
		"the same":             {date: in(0)},
		"a day ahead":          {date: in(day)},
		"a day behind":         {date: in(-day)},
		"more than a day":      {date: in(day + time.Second), doubted: true},
		"more than a day late": {date: in(-day - time.Second), doubted: true},
		"70 days ahead":        {date: in(70 * day), doubted: true},
		"the last year":        {date: "Fri, 31 Dec 9999 23:59:59 GMT", doubted: true},
		"the first year":       {date: "Mon, 01 Jan 0001 00:00:01 GMT", doubted: true},
		"none":                 {unreadable: true},
		"no date":              {date: "yesterday", unreadable: true},
		"another form":         {date: "2026-03-01T12:00:00Z", unreadable: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for base, remote := range map[string]bool{"https://api.example/v1": true, "http://127.0.0.1:8787/v1": false, "https://localhost/v1": false, "http://[::1]:1/v1": false} {
				client, err := New(Config{BaseURL: base, Transport: dated(test.date), Clock: clockwork.NewFakeClockAt(noon)})
				if err != nil {
					t.Fatal(err)
				}
				response, err := client.Do(t.Context(), Call{Method: http.MethodGet, Path: "/things"}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if response.Date.IsZero() != test.unreadable {
					t.Errorf("%s: the date is %s", base, response.Date)
				}
				want := time.Time{}
				if test.doubted && remote {
					want = noon
				}
				if !response.Doubted.Equal(want) {
					t.Errorf("%s: doubted by %s, want %s", base, response.Doubted, want)
				}
			}
		})
	}
}

// FuzzDoubtedDate checks that a date which is believed is within a day.
func FuzzDoubtedDate(f *testing.F) {
	for _, seed := range []string{"", "Sun, 01 Mar 2026 12:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Sunday, 01-Mar-26 12:00:00 GMT", "Sun Mar  1 12:00:00 2026", "Mon, 01 Jan 0001 00:00:00 GMT"} {
		f.Add(seed)
	}
	client := fuzzClient(f)
	f.Fuzz(func(t *testing.T, date string) {
		response := newResponse(&http.Response{Header: http.Header{"Date": {date}}})
		doubted, off := client.doubted(response.Date), response.Date.Sub(client.clock.Now()).Abs()
		if !response.Date.IsZero() && doubted.IsZero() != (off <= mostOff) {
			t.Errorf("%q is %s off, and doubted by %s", date, off, doubted)
		}
	})
}
