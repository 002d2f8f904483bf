// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
)

// outcome is what a request came to that may have been cut off.
type outcome struct {
	status int // 0 without an answer.
	header http.Header
	body   []byte // As far as it came.
	err    error
}

// try makes a request on a connection of its own.
func (f *fixture) try(method, path, body string) outcome {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), method, f.base+"/tok/v1"+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	req.Header.Set("Authorization", "ApiKey "+f.key)
	req.Header.Set("Content-Type", "application/json")
	// On a connection that was used before, net/http would repeat the request.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return outcome{err: err}
	}
	text, err := io.ReadAll(resp.Body)
	return outcome{resp.StatusCode, resp.Header, text, errors.Join(err, resp.Body.Close())}
}

func (f *fixture) fault(fault sandbox.Fault) {
	f.t.Helper()
	if err := f.box.AddFault(fault); err != nil {
		f.t.Fatalf("planning a fault: %v", err)
	}
}

func TestFaultsStrike(t *testing.T) {
	t.Parallel()
	const create = `{"name":"struck"}`
	tests := map[string]struct {
		fault     sandbox.Fault
		committed bool // Whether the platform did what was asked.
		check     func(t *testing.T, got outcome)
	}{
		"status": {sandbox.Fault{Kind: faults.Status, Status: 503}, false, func(t *testing.T, got outcome) {
			t.Helper()
			if got.err != nil || got.status != http.StatusServiceUnavailable || !strings.Contains(string(got.body), `"SERVICE_UNAVAILABLE"`) || got.header.Get("X-RateLimit-Limit") == "" {
				t.Errorf("got %+v, expected the platform's own 503", got)
			}
		}},
		"rate limit": {
			sandbox.Fault{Kind: faults.Status, Status: 429, Headers: map[string]string{"Retry-After": "Sun, 01 Mar 2026 12:00:07 GMT"}},
			false,
			func(t *testing.T, got outcome) {
				t.Helper()
				if got.err != nil || got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") != "Sun, 01 Mar 2026 12:00:07 GMT" || got.header.Get("X-RateLimit-Remaining") != "0" {
					t.Errorf("got %+v, expected a 429 with the fault's Retry-After", got)
				}
			},
		},
		"proxy": {sandbox.Fault{Kind: faults.Status, Status: 502, Body: "<h1>Bad gateway</h1>"}, false, func(t *testing.T, got outcome) {
			t.Helper()
			if got.err != nil || got.status != http.StatusBadGateway || string(got.body) != "<h1>Bad gateway</h1>" || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
				t.Errorf("got %+v, expected the proxy's page", got)
			}
		}},
		"redirect": {
			sandbox.Fault{Kind: faults.Status, Status: 304, Headers: map[string]string{"X-Test": "yes"}},
			false,
			func(t *testing.T, got outcome) {
				t.Helper()
				if got.err != nil || got.status != http.StatusNotModified || got.header.Get("X-Test") != "yes" {
					t.Errorf("got %+v, expected a bare 304 with the fault's header", got)
				}
			},
		},
		"reset before": {sandbox.Fault{Kind: faults.ResetBefore}, false, wantCut},
		"reset after":  {sandbox.Fault{Kind: faults.ResetAfter}, true, wantCut},
		"truncated": {sandbox.Fault{Kind: faults.Truncate}, true, func(t *testing.T, got outcome) {
			t.Helper()
			if got.status != http.StatusCreated || !errors.Is(got.err, io.ErrUnexpectedEOF) || json.Valid(got.body) || len(got.body) == 0 {
				t.Errorf("got %+v, expected half of a 201", got)
			}
		}},
		"not JSON": {sandbox.Fault{Kind: faults.NonJSON}, true, func(t *testing.T, got outcome) {
			t.Helper()
			if got.err != nil || got.status != http.StatusCreated || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") || strings.Contains(string(got.body), "tok_") {
				t.Errorf("got %+v, expected HTML as a 201", got)
			}
		}},
		"sign-in page": {sandbox.Fault{Kind: faults.NonJSON, Status: 200, Body: "please pay"}, true, func(t *testing.T, got outcome) {
			t.Helper()
			if got.err != nil || got.status != http.StatusOK || string(got.body) != "please pay" {
				t.Errorf("got %+v, expected the given page as a 200", got)
			}
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			tt.fault.Method, tt.fault.Path = "POST", "/tok/v1/api-keys"
			f.fault(tt.fault)
			tt.check(t, f.try("POST", "/api-keys", create))
			made := len(f.do("GET", "/api-keys", "").want(t, http.StatusOK).data()) - 1 // Less the seeded key.
			if want := map[bool]int{true: 1}[tt.committed]; made != want {
				t.Errorf("%d keys were made, expected %d", made, want)
			}
			f.do("POST", "/api-keys", create).want(t, http.StatusCreated) // It strikes once.
		})
	}
}

// wantCut expects a connection that was cut before an answer.
func wantCut(t *testing.T, got outcome) {
	t.Helper()
	const windows = syscall.Errno(10054) // WSAECONNRESET, which is not equal to ECONNRESET there.
	if !errors.Is(got.err, syscall.ECONNRESET) && !errors.Is(got.err, windows) && !errors.Is(got.err, io.EOF) {
		t.Errorf("got %+v, expected a connection that is cut", got)
	}
}

func TestTruncatedEmptyAnswer(t *testing.T) {
	t.Parallel()
	f := start(t)
	id := f.do("POST", "/api-keys", `{"name":"a"}`).object().text("id")
	f.fault(sandbox.Fault{Kind: faults.Truncate, Method: "DELETE"})
	if got := f.try("DELETE", "/api-keys/"+id, ""); !errors.Is(got.err, io.ErrUnexpectedEOF) {
		t.Errorf("got %+v, expected an answer that breaks off", got)
	}
}

func TestLateAnswer(t *testing.T) {
	t.Parallel()
	clock := fakeClock()
	f := start(t, func(o *sandbox.Options) { o.Clock = clock })
	f.fault(sandbox.Fault{Kind: faults.Latency, Latency: faults.Duration(time.Hour)})
	done := make(chan answer, 1)
	go func() { done <- f.do("GET", "/banks", "") }()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour)
	(<-done).want(t, http.StatusOK)
}

// TestFaultsChooseTheirRequests plans faults by method, pattern and count.
func TestFaultsChooseTheirRequests(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.raw("POST", "/_sandbox/faults", `{"method":"GET","path":"/tok/v1/api-keys/*","kind":"status","status":500,"count":2}`).want(t, http.StatusCreated)
	for _, step := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/api-keys", http.StatusOK},
		{"GET", "/api-keys/key_1", http.StatusInternalServerError},
		{"DELETE", "/api-keys/key_1", http.StatusNotFound},
		{"GET", "/api-keys/key_2", http.StatusInternalServerError},
		{"GET", "/api-keys/key_2", http.StatusNotFound},
	} {
		f.do(step.method, step.path, "").want(t, step.status)
	}
	if left := f.raw("GET", "/_sandbox/faults", "").want(t, http.StatusOK).object()["faults"]; len(left.([]any)) != 0 { //nolint:forcetypeassert // A panic fails the test.
		t.Errorf("got %v, expected no fault to be left", left)
	}
	f.raw("POST", "/_sandbox/faults", `{"kind":"latency","latency":"2s"}`).want(t, http.StatusCreated)
	planned := f.raw("GET", "/_sandbox/faults", "").want(t, http.StatusOK)
	if !strings.Contains(string(planned.body), `"2s"`) {
		t.Errorf("got %s, expected the planned latency", planned.body)
	}
	f.raw("DELETE", "/_sandbox/faults", "").want(t, http.StatusNoContent)
	for range faults.MaxPlanned {
		if err := f.box.AddFault(sandbox.Fault{Kind: "reset_before", Path: "/nowhere"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.raw("POST", "/_sandbox/faults", `{"kind":"reset_before"}`).want(t, http.StatusBadRequest); !strings.Contains(string(got.body), "clear them first") {
		t.Errorf("got %s, expected what to do about too many faults", got.body)
	}
	f.box.ClearFaults()
	f.raw("POST", "/_sandbox/faults", `{"kind":"status","status":500,"body":"`+strings.Repeat("x", 70_000)+`"}`).want(t, http.StatusBadRequest)
	f.do("GET", "/banks", "").want(t, http.StatusOK)
}

func TestImpossibleFaultsAreRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, body := range []string{
		`{}`, `{"kind":"explode"}`, `{"kind":"status"}`, `{"kind":"status","status":99}`, `{"kind":"latency"}`, `{"kind":"latency","latency":"soon"}`,
		`{"kind":"reset_before","count":-1}`, `{"kind":"reset_before","path":"["}`, `{"kind":"reset_before","times":2}`, `[]`,
	} {
		if got := f.raw("POST", "/_sandbox/faults", body).want(t, http.StatusBadRequest); got.object().text("error") == "" {
			t.Errorf("%s: no explanation", body)
		}
	}
	if err := f.box.AddFault(sandbox.Fault{Kind: "explode"}); !errors.Is(err, faults.ErrInvalid) {
		t.Errorf("got %v, expected ErrInvalid", err)
	}
}
