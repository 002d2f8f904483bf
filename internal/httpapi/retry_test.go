// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// Calls by what may be repeated.
var (
	read       = httpapi.Call{Method: http.MethodGet, Path: "/things/1"}
	readByPost = httpapi.Call{Method: http.MethodPost, Path: "/things/find", Body: map[string]int{"page": 1}}
	create     = httpapi.Call{Method: http.MethodPost, Path: "/things", Write: true, Body: map[string]string{"name": "n"}, Expect: []int{201}}
	keyed      = httpapi.Call{Method: http.MethodPost, Path: "/things", Write: true, Body: map[string]string{"name": "n"}, Expect: []int{201}, IdempotencyKey: "ik-1"}
	remove     = httpapi.Call{Method: http.MethodDelete, Path: "/things/1", Write: true, Idempotent: true, Expect: []int{204}}
)

func TestWhatIsRetried(t *testing.T) {
	t.Parallel()

	var (
		ok      = answer(200, `{"id":"a"}`)
		created = answer(201, `{"id":"a"}`)
		gone    = answer(204, "")
		steps   = func(s ...http.HandlerFunc) []http.HandlerFunc { return s }
	)
	tests := map[string]struct {
		call     httpapi.Call
		steps    []http.HandlerFunc
		requests int
		ok       bool
	}{
		"read, dropped connection":        {read, steps(dropped, ok), 2, true},
		"read, 429":                       {read, steps(refusal(429, "RATE_LIMITED"), ok), 2, true},
		"read, 500 to 504":                {read, steps(page(500), page(502), page(503), page(504), ok), 5, true},
		"read, platform's 502":            {read, steps(refusal(502, "BANK_API_ERROR"), ok), 2, true},
		"read, truncated success":         {read, steps(truncated(200), ok), 2, true},
		"read, JSON cut short":            {read, steps(answer(200, `{"id":"a`), ok), 2, true},
		"read, truncated failure":         {read, steps(truncated(503), ok), 2, true},
		"read by POST, dropped":           {readByPost, steps(dropped, ok), 2, true},
		"read by POST, 503":               {readByPost, steps(page(503), ok), 2, true},
		"read, 400":                       {read, steps(refusal(400, "INVALID_REQUEST"), ok), 1, false},
		"read, 401":                       {read, steps(refusal(401, "INVALID_API_KEY"), ok), 1, false},
		"read, 404":                       {read, steps(refusal(404, "NOT_FOUND"), ok), 1, false},
		"read, 501":                       {read, steps(page(501), ok), 1, false},
		"read, web page with 200":         {read, steps(page(200), ok), 1, false},
		"read, envelope with 200":         {read, steps(refusal(200, "NOT_FOUND"), ok), 1, false},
		"read, redirect":                  {read, steps(answer(307, "", "Location", "/x"), ok), 1, false},
		"read, wrong type of a field":     {read, steps(answer(200, `{"id":1}`), ok), 1, false},
		"write, 429":                      {create, steps(refusal(429, "RATE_LIMITED"), created), 2, true},
		"write, proxy's 429":              {create, steps(page(429), created), 2, true},
		"write, dropped connection":       {create, steps(dropped, created), 1, false},
		"write, 500":                      {create, steps(page(500), created), 1, false},
		"write, 502":                      {create, steps(refusal(502, "BANK_API_ERROR"), created), 1, false},
		"write, 503":                      {create, steps(page(503), created), 1, false},
		"write, truncated":                {create, steps(truncated(201), created), 1, false},
		"write with key, dropped":         {keyed, steps(dropped, created), 2, true},
		"write with key, 500":             {keyed, steps(page(500), created), 2, true},
		"write with key, truncated":       {keyed, steps(truncated(201), created), 2, true},
		"write with key, 409":             {keyed, steps(refusal(409, "CONFLICT"), created), 1, false},
		"idempotent write, dropped":       {remove, steps(dropped, gone), 2, true},
		"idempotent write, 503":           {remove, steps(page(503), gone), 2, true},
		"as often as configured, no more": {read, slices.Repeat(steps(page(503)), 20), 9, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, tt.steps...)
			var out any
			if tt.call.Method != http.MethodDelete {
				out = new(object)
			}
			response, err := newClient(t, config(srv.URL)).Do(t.Context(), tt.call, out)
			if got := len(srv.seen()); got != tt.requests {
				t.Errorf("%d requests were made, want %d", got, tt.requests)
			}
			if (err == nil) != tt.ok {
				t.Errorf("the call ended with %v", err)
			}
			if err == nil && response.Attempts != tt.requests {
				t.Errorf("the response says %d attempts, want %d", response.Attempts, tt.requests)
			}
		})
	}
}

// Some clients send the rest of a body that the first attempt has consumed, or
// make up a new idempotency key; both make a repetition worse than none.
func TestEveryAttemptSendsTheSameRequest(t *testing.T) {
	t.Parallel()

	srv := newServer(t, page(503), dropped, truncated(201), answer(201, `{"id":"a"}`))
	call := keyed
	call.Body = map[string]string{"name": strings.Repeat("n", 100_000)}
	if _, err := newClient(t, config(srv.URL)).Do(t.Context(), call, new(object)); err != nil {
		t.Fatal(err)
	}
	requests := srv.seen()
	if len(requests) != 4 {
		t.Fatalf("%d requests were made, want 4", len(requests))
	}
	for i, got := range requests {
		if len(got.Body) != 100_000+len(`{"name":""}`) {
			t.Errorf("attempt %d sent a body of %d bytes", i+1, len(got.Body))
		}
		for name, want := range map[string]string{
			"Authorization":   "ApiKey " + key,
			"Idempotency-Key": "ik-1",
			"Content-Type":    "application/json",
			"Accept":          "application/json",
			"User-Agent":      "test/1",
		} {
			if value := got.Header.Get(name); value != want {
				t.Errorf("attempt %d sent %s: %q, want %q", i+1, name, value, want)
			}
		}
	}
}

func TestAuthorizeIsAskedForEachAttempt(t *testing.T) {
	t.Parallel()

	srv := newServer(t, page(503), answer(200, `{"id":"a"}`))
	c, asked := config(srv.URL), 0
	c.Authorize = func(r *http.Request) {
		asked++
		r.Header.Set("Authorization", "Bearer "+strconv.Itoa(asked))
	}
	if _, err := newClient(t, c).Do(t.Context(), read, new(object)); err != nil {
		t.Fatal(err)
	}
	if got := srv.seen()[1].Header.Get("Authorization"); got != "Bearer 2" {
		t.Errorf("the second attempt sent %q, want the credential of its own", got)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()

	// The backoff's first interval is half a second, more or less by half.
	const shortest, longest = 250 * time.Millisecond, 751 * time.Millisecond
	date := func(d time.Duration) string { return epoch.Add(d).Format(http.TimeFormat) }
	tests := map[string]struct {
		header   []string
		min, max time.Duration
	}{
		"absent":                       {nil, shortest, longest},
		"seconds":                      {[]string{"Retry-After", "7"}, 7 * time.Second, 7 * time.Second},
		"spaces":                       {[]string{"Retry-After", " 7 "}, 7 * time.Second, 7 * time.Second},
		"zero":                         {[]string{"Retry-After", "0"}, shortest, longest},
		"negative":                     {[]string{"Retry-After", "-30"}, shortest, longest},
		"garbage":                      {[]string{"Retry-After", "soon"}, shortest, longest},
		"fraction":                     {[]string{"Retry-After", "1.5"}, shortest, longest},
		"date":                         {[]string{"Retry-After", date(20 * time.Second), "Date", date(0)}, 20 * time.Second, 20 * time.Second},
		"date, server's clock is off":  {[]string{"Retry-After", date(time.Hour + 20*time.Second), "Date", date(time.Hour)}, 20 * time.Second, 20 * time.Second},
		"date in the past":             {[]string{"Retry-After", date(-20 * time.Second), "Date", date(0)}, shortest, longest},
		"date, server's is unreadable": {[]string{"Retry-After", date(20 * time.Second), "Date", "now"}, 20 * time.Second, 20 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, refusal(429, "RATE_LIMITED", tt.header...), answer(200, `{"id":"a"}`))
			c, clock := config(srv.URL), newClock()
			c.Clock = clock
			if _, err := newClient(t, c).Do(t.Context(), read, new(object)); err != nil {
				t.Fatal(err)
			}
			if len(clock.waits) != 1 || clock.waits[0] < tt.min || clock.waits[0] > tt.max {
				t.Errorf("waited %v, want once between %s and %s", clock.waits, tt.min, tt.max)
			}
		})
	}
}

func TestBackoffGrows(t *testing.T) {
	t.Parallel()

	srv := newServer(t, slices.Repeat([]http.HandlerFunc{page(503)}, 9)...)
	c, clock := config(srv.URL), newClock()
	c.Clock = clock
	_, err := newClient(t, c).Do(t.Context(), read, new(object))
	var gaveUp *httpapi.RetryError
	if !errors.As(err, &gaveUp) {
		t.Fatalf("the call ended with %v, want a RetryError", err)
	}
	total := time.Duration(0)
	for i, wait := range clock.waits {
		// Half a second, times one and a half each time, half of it random.
		middle := 0.5
		for range i {
			middle *= 1.5
		}
		if s := wait.Seconds(); s < middle*0.5 || s > middle*1.5+0.001 {
			t.Errorf("wait %d is %s, want %.2f s more or less by half", i+1, wait, middle)
		}
		total += wait
	}
	if len(clock.waits) != 8 || gaveUp.Attempts != 9 || gaveUp.Elapsed != total {
		t.Errorf("waited %v; the error says %d attempts in %s", clock.waits, gaveUp.Attempts, gaveUp.Elapsed)
	}
	if want := "gave up after 9 attempts in "; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error reads %q, want it to begin with %q", err, want)
	}
	var last *httpapi.UnexpectedResponseError
	if !errors.As(err, &last) || last.Status != 503 {
		t.Errorf("the last attempt's error is not within %v", err)
	}
}

func TestRetryAfterBeyondTheDeadlineIsNotWaitedFor(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		asked, left string
		deadline    bool
		want        string
	}{
		"the caller's deadline": {
			"60", "20s", true,
			"gave up after 1 attempt in 0s because the server asks to wait 1m and at most 20s can be waited: GET /things/1 was refused with 429 RATE_LIMITED: No. (request req_1)",
		},
		"an absurd wait without a deadline": {
			"99999999999999999999999", "10m0s", false,
			"gave up after 1 attempt in 0s because the server asks to wait 2562047h47m16s and at most 10m can be waited: GET /things/1 was refused with 429 RATE_LIMITED: No. (request req_1)",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, refusal(429, "RATE_LIMITED", "Retry-After", tt.asked), answer(200, `{"id":"a"}`))
			c, clock := config(srv.URL), newClock()
			c.Clock = clock
			ctx := t.Context()
			if tt.deadline {
				ctx = deadlineContext{ctx, clock.Now().Add(20 * time.Second)}
			}
			_, err := newClient(t, c).Do(ctx, read, new(object))
			var gaveUp *httpapi.RetryError
			if !errors.As(err, &gaveUp) || !gaveUp.ByServer || gaveUp.Left.String() != tt.left {
				t.Fatalf("the call ended with %#v", err)
			}
			if err.Error() != tt.want {
				t.Errorf("the error reads\n%s, want\n%s", err, tt.want)
			}
			var limit *httpapi.APIError
			if !errors.As(err, &limit) || limit.RetryAfter != gaveUp.Wait {
				t.Errorf("the platform's refusal is not within %v, or not its RetryAfter", err)
			}
			if len(clock.waits) != 0 || len(srv.seen()) != 1 {
				t.Errorf("waited %v and made %d requests, want none and 1", clock.waits, len(srv.seen()))
			}
		})
	}
}

func TestBackoffBeyondTheDeadlineIsNotWaitedFor(t *testing.T) {
	t.Parallel()

	srv := newServer(t, page(503), answer(200, `{"id":"a"}`))
	c, clock := config(srv.URL), newClock()
	c.Clock = clock
	ctx := deadlineContext{t.Context(), clock.Now().Add(100 * time.Millisecond)}
	_, err := newClient(t, c).Do(ctx, read, new(object))
	var gaveUp *httpapi.RetryError
	if !errors.As(err, &gaveUp) || gaveUp.ByServer || gaveUp.Wait == 0 {
		t.Fatalf("the call ended with %v", err)
	}
	if !strings.Contains(err.Error(), "the next one is due in") || !strings.Contains(err.Error(), "100ms are left") {
		t.Errorf("the error reads %q", err)
	}
}
