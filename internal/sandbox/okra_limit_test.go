// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
)

// TestOkraRateLimit draws a bucket empty and watches it fill on the sandbox's
// clock.
func TestOkraRateLimit(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Tier = "free" })
	c := f.okra()
	header := func(a answer) [4]int {
		t.Helper()
		var all [4]int
		for i, name := range []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"} {
			n, err := strconv.Atoi(a.header.Get(name))
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			all[i] = n
		}
		return all
	}
	full := int(noon().Unix())
	for i := range 60 {
		got := c.post("/keys/list", "").want(t, http.StatusOK)
		want := [4]int{60, 59 - i, full + i + 1, 0}
		if i == 59 {
			want[3] = 1 // None is left.
		}
		if header(got) != want {
			t.Fatalf("request %d: got %v, expected %v", i, header(got), want)
		}
	}
	limited := c.post("/keys/list", "")
	limited.failed(t, http.StatusTooManyRequests, "RATE_LIMIT", "")
	if got, want := header(limited), [4]int{60, 0, full + 60, 1}; got != want || limited.object()["message"] != "Too many requests" {
		t.Errorf("got %v %s, expected %v", got, limited.body, want)
	}
	// Both environments of an organisation share a bucket; organisations and
	// platforms do not.
	f.company(0, "production").post("/keys/list", "").want(t, http.StatusTooManyRequests)
	f.company(1, "sandbox").post("/keys/list", "").want(t, http.StatusOK)
	f.do("GET", "/organisation", "").want(t, http.StatusOK)
	// A wrong key draws from nobody's bucket, and unknown routes from none.
	for _, got := range []answer{c.holding("x").post("/keys/list", "").want(t, http.StatusUnauthorized), c.post("/nothing", "").want(t, http.StatusNotFound)} {
		if header(got) != [4]int{60, 60, full, 0} {
			t.Errorf("%s: got %v", got.what, header(got))
		}
	}
	f.advance(time.Second)
	c.post("/keys/list", "").want(t, http.StatusOK)
	c.post("/keys/list", "").want(t, http.StatusTooManyRequests)
	f.raw("POST", "/_sandbox/reset", "").want(t, http.StatusNoContent)
	if got := header(c.post("/keys/list", "").want(t, http.StatusOK)); got[1] != 59 {
		t.Errorf("got %v after a reset, expected a bucket that was full", got)
	}
}

// TestOkraCarriesThePlatformsTime looks at the headers of answers of every kind.
func TestOkraCarriesThePlatformsTime(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.advance(24 * time.Hour)
	c := f.okra()
	ids := map[string]bool{}
	for _, got := range []answer{c.post("/keys/list", ""), c.post("/keys/getById", ""), c.holding("").post("/keys/list", ""), c.post("/nothing", "")} {
		if date := got.header.Get("Date"); date != "Mon, 02 Mar 2026 12:00:00 GMT" {
			t.Errorf("%s: got Date %q", got.what, date)
		}
		ids[got.header.Get("X-Request-Id")] = true
		if got.header.Get("X-RateLimit-Limit") != "1000000" || got.header.Get("Retry-After") != "0" {
			t.Errorf("%s: got %v, expected the headers of no limit", got.what, got.header)
		}
	}
	if len(ids) != 4 {
		t.Errorf("got the request ids %v, expected four", ids)
	}
}

func TestOkraFaultsStrike(t *testing.T) {
	t.Parallel()
	f := start(t)
	c := f.okra()
	for status, want := range map[int]struct{ kind, message string }{
		400: {"CUSTOM", ""}, 401: {"", "Unauthorized"}, 403: {"CUSTOM", ""}, 404: {"NO_RECORD_ID", ""}, 409: {"CUSTOM", ""},
		429: {"RATE_LIMIT", "Too many requests"}, 500: {"", ""}, 502: {"", ""}, 503: {"", ""},
	} {
		f.fault(sandbox.Fault{Path: "/okra/v2/sandbox/keys/*", Kind: faults.Status, Status: status})
		got := c.post("/keys/list", "")
		got.failed(t, status, want.kind, "")
		if want.message != "" && got.object()["message"] != want.message {
			t.Errorf("got %s, expected %q", got.body, want.message)
		}
		if retry := got.header.Get("Retry-After"); (retry == "1") != (status == http.StatusTooManyRequests) || retry == "" {
			t.Errorf("%d: got Retry-After %q", status, retry)
		}
	}
	f.fault(sandbox.Fault{Kind: faults.Status, Status: 204})
	c.post("/keys/list", "").want(t, http.StatusNoContent)
	f.fault(sandbox.Fault{Kind: faults.Status, Status: 429, Headers: map[string]string{"Retry-After": "Sun, 01 Mar 2026 12:00:07 GMT"}})
	if got := c.post("/keys/list", "").want(t, http.StatusTooManyRequests).header.Get("Retry-After"); got != "Sun, 01 Mar 2026 12:00:07 GMT" {
		t.Errorf("got Retry-After %q, expected the fault's", got)
	}
	f.fault(sandbox.Fault{Kind: faults.NonJSON})
	if got := c.post("/keys/list", "").want(t, http.StatusOK); json.Valid(got.body) {
		t.Errorf("got %s, expected no JSON", got.body)
	}
	// A key whose answer is lost is made all the same, and its Idempotency-Key says so.
	f.fault(sandbox.Fault{Path: "/okra/v2/sandbox/keys/create", Kind: faults.ResetAfter})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.base+c.base+"/keys/create", strings.NewReader(`{"name":"lost","type":"secret"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = c.keyed("run-1").header.Clone()
	req.Header.Set("Content-Type", "application/json")
	if got, err := exchange(f, req); err == nil {
		t.Errorf("got %d, expected a lost answer", got.status)
	}
	found := c.list("/keys/list", `{"idempotency_key_sha256":"`+digestOf("run-1")+`"}`, "keys")
	if len(found) != 1 || found[0]["_id"] != c.keyed("run-1").made("/keys/create", `{"name":"lost","type":"secret"}`)["_id"] {
		t.Errorf("got %v, expected the key that was made", found)
	}
}
