// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
)

// TestFaultsChangeAnswers plans the faults that have the platform do what was asked
// and spoil its answer, and those that come in place of either.
func TestFaultsChangeAnswers(t *testing.T) {
	t.Parallel()
	const create = `{"name":"struck"}`
	tests := map[string]struct {
		fault     sandbox.Fault
		committed bool // Whether the platform did what was asked.
		check     func(t *testing.T, f *fixture, got outcome)
	}{
		"status after the commit": {
			sandbox.Fault{Kind: faults.Status, Status: 502, After: true},
			true,
			func(t *testing.T, _ *fixture, got outcome) {
				t.Helper()
				if got.err != nil || got.status != http.StatusBadGateway || !strings.Contains(string(got.body), `"error"`) || strings.Contains(string(got.body), "tok_") {
					t.Errorf("got %+v, expected the platform's own 502", got)
				}
			},
		},
		"another content type": {
			sandbox.Fault{Kind: faults.ContentType},
			true,
			func(t *testing.T, _ *fixture, got outcome) {
				t.Helper()
				if got.err != nil || got.status != http.StatusCreated || got.header.Get("Content-Type") != "text/plain; charset=utf-8" || !json.Valid(got.body) {
					t.Errorf("got %+v, expected a 201 as plain text", got)
				}
			},
		},
		"a content type of the fault's own": {
			sandbox.Fault{Kind: faults.ContentType, Headers: map[string]string{"Content-Type": "application/octet-stream"}},
			true,
			func(t *testing.T, _ *fixture, got outcome) {
				t.Helper()
				if got.header.Get("Content-Type") != "application/octet-stream" {
					t.Errorf("got %+v, expected bytes", got)
				}
			},
		},
		"an error with a success": {sandbox.Fault{Kind: faults.ErrorEnvelope}, false, wantContradiction(http.StatusOK)},
		"an error with a success after the commit": {
			sandbox.Fault{Kind: faults.ErrorEnvelope, Status: 201, After: true}, true, wantContradiction(http.StatusCreated),
		},
		"a slow answer": {
			sandbox.Fault{Kind: faults.Trickle, Latency: faults.Duration(time.Microsecond)},
			true,
			func(t *testing.T, _ *fixture, got outcome) {
				t.Helper()
				if got.err != nil || got.status != http.StatusCreated || !json.Valid(got.body) || !strings.Contains(string(got.body), "tok_sandbox_") {
					t.Errorf("got %+v, expected the whole answer in the end", got)
				}
			},
		},
		"a Date in the future": {sandbox.Fault{Kind: faults.Date, Shift: faults.Duration(time.Hour)}, true, wantDate(time.Hour)},
		"a Date in the past":   {sandbox.Fault{Kind: faults.Date, Shift: -faults.Duration(time.Hour)}, true, wantDate(-time.Hour)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, func(o *sandbox.Options) { o.Clock = nil })
			tt.fault.Method, tt.fault.Path = "POST", "/tok/v1/api-keys"
			f.fault(tt.fault)
			tt.check(t, f, f.try("POST", "/api-keys", create))
			made := len(f.do("GET", "/api-keys", "").want(t, http.StatusOK).data()) - 1 // Less the seeded key.
			if want := map[bool]int{true: 1}[tt.committed]; made != want {
				t.Errorf("%d keys were made, expected %d", made, want)
			}
			f.do("POST", "/api-keys", create).want(t, http.StatusCreated) // It strikes once.
		})
	}
}

// wantContradiction expects the platform's own error with a status of success.
func wantContradiction(status int) func(*testing.T, *fixture, outcome) {
	return func(t *testing.T, _ *fixture, got outcome) {
		t.Helper()
		if got.err != nil || got.status != status || !strings.Contains(string(got.body), `"error":{"code":`) || got.header.Get("X-Request-Id") == "" {
			t.Errorf("got %+v, expected an error as a %d", got, status)
		}
	}
}

// wantDate expects a success whose Date is off by so much.
func wantDate(by time.Duration) func(*testing.T, *fixture, outcome) {
	return func(t *testing.T, f *fixture, got outcome) {
		t.Helper()
		date, err := http.ParseTime(got.header.Get("Date"))
		// Between the two there is the time that the test takes.
		if off := date.Sub(f.box.Now()); err != nil || got.status != http.StatusCreated || off.Abs() < 59*time.Minute || (off > 0) != (by > 0) {
			t.Errorf("got %+v, which is off by %s, expected %s", got, off, by)
		}
	}
}

// TestFaultsAfterTheCommitComeLate proves that a late answer can be one to
// something that is done already.
func TestFaultsAfterTheCommitComeLate(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before": false, "after": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := fakeClock()
			f := start(t, func(o *sandbox.Options) { o.Clock = clock })
			f.fault(sandbox.Fault{Kind: faults.Latency, Latency: faults.Duration(time.Hour), Method: "POST", After: after})
			done := make(chan answer, 1)
			go func() { done <- f.do("POST", "/api-keys", `{"name":"late"}`) }()
			if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			made := len(f.do("GET", "/api-keys", "").want(t, http.StatusOK).data()) - 1
			if want := map[bool]int{true: 1}[after]; made != want {
				t.Errorf("%d keys were made before the answer, expected %d", made, want)
			}
			clock.Advance(time.Hour)
			(<-done).want(t, http.StatusCreated)
		})
	}
}

// TestFaultsOfEmptyAnswers proves that an answer without a body can be spoilt too.
func TestFaultsOfEmptyAnswers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault  sandbox.Fault
		status int
	}{
		"content type": {sandbox.Fault{Kind: faults.ContentType}, http.StatusOK},
		"trickle":      {sandbox.Fault{Kind: faults.Trickle, Latency: faults.Duration(time.Microsecond)}, http.StatusNoContent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, func(o *sandbox.Options) { o.Clock = nil })
			id := f.do("POST", "/api-keys", `{"name":"a"}`).object().text("id")
			tt.fault.Method = "DELETE"
			f.fault(tt.fault)
			if got := f.try("DELETE", "/api-keys/"+id, ""); got.err != nil || got.status != tt.status {
				t.Errorf("got %+v, expected a %d", got, tt.status)
			}
		})
	}
}

// TestTrickleEndsWithTheClient proves that a client which has had enough is let go.
func TestTrickleEndsWithTheClient(t *testing.T) {
	t.Parallel()
	clock := fakeClock()
	f := start(t, func(o *sandbox.Options) { o.Clock = clock })
	f.fault(sandbox.Fault{Kind: faults.Trickle, Latency: faults.Duration(time.Hour)})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.base+"/tok/v1/banks", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "ApiKey "+f.key)
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.ReadFull(resp.Body, make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("got %d bytes and %v, expected one", n, err)
	}
	// Closing the server waits for the handler, which the end of the connection ends.
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
}

// TestFaultsLetRequestsPass plans a fault that strikes what comes after others.
func TestFaultsLetRequestsPass(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.raw("POST", "/_sandbox/faults", `{"kind":"status","status":500,"skip":2,"count":1}`).want(t, http.StatusCreated)
	f.raw("POST", "/_sandbox/faults", `{"kind":"status","status":503,"path":"/tok/v1/banks"}`).want(t, http.StatusCreated)
	for i, step := range []struct {
		path   string
		status int
	}{
		{"/api-keys", http.StatusOK},
		{"/banks", http.StatusServiceUnavailable}, // What the first one lets pass is left to the second.
		{"/banks", http.StatusInternalServerError},
		{"/banks", http.StatusOK},
	} {
		if got := f.do("GET", step.path, ""); got.status != step.status {
			t.Errorf("request %d: got %d, expected %d", i+1, got.status, step.status)
		}
	}
	for _, body := range []string{
		`{"kind":"latency","latency":"1s","skip":-1}`, `{"kind":"trickle"}`, `{"kind":"date"}`, `{"kind":"error_envelope","status":99}`,
		`{"kind":"truncate","after":true}`,
	} {
		f.raw("POST", "/_sandbox/faults", body).want(t, http.StatusBadRequest)
	}
	if err := f.box.AddFault(sandbox.Fault{Kind: faults.Truncate, After: true}); !errors.Is(err, faults.ErrInvalid) {
		t.Errorf("got %v, expected ErrInvalid", err)
	}
}
