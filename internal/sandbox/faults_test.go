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

// try makes a request on a connection of its own, and returns what came back as
// far as it came, or the error.
func (f *fixture) try(method, path, body string) (*http.Response, []byte, error) {
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
		return nil, nil, err
	}
	text, err := io.ReadAll(resp.Body)
	return resp, text, errors.Join(err, resp.Body.Close())
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
		check     func(t *testing.T, resp *http.Response, body []byte, err error)
	}{
		"status": {sandbox.Fault{Kind: faults.Status, Status: 503}, false, func(t *testing.T, resp *http.Response, body []byte, err error) {
			t.Helper()
			if err != nil || resp.StatusCode != 503 || !strings.Contains(string(body), `"SERVICE_UNAVAILABLE"`) || resp.Header.Get("X-RateLimit-Limit") == "" {
				t.Errorf("got %v %s %v, expected the platform's own 503", resp, body, err)
			}
		}},
		"rate limit": {
			sandbox.Fault{Kind: faults.Status, Status: 429, Headers: map[string]string{"Retry-After": "Sun, 01 Mar 2026 12:00:07 GMT"}}, false,
			func(t *testing.T, resp *http.Response, body []byte, err error) {
				t.Helper()
				if err != nil || resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "Sun, 01 Mar 2026 12:00:07 GMT" || resp.Header.Get("X-RateLimit-Remaining") != "0" {
					t.Errorf("got %v %s %v, expected a 429 with the fault's Retry-After", resp, body, err)
				}
			},
		},
		"proxy": {sandbox.Fault{Kind: faults.Status, Status: 502, Body: "<h1>Bad gateway</h1>"}, false, func(t *testing.T, resp *http.Response, body []byte, err error) {
			t.Helper()
			if err != nil || resp.StatusCode != 502 || string(body) != "<h1>Bad gateway</h1>" || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
				t.Errorf("got %v %s %v, expected the proxy's page", resp, body, err)
			}
		}},
		"redirect": {
			sandbox.Fault{Kind: faults.Status, Status: 304, Headers: map[string]string{"X-Test": "yes"}}, false,
			func(t *testing.T, resp *http.Response, _ []byte, err error) {
				t.Helper()
				if err != nil || resp.StatusCode != 304 || resp.Header.Get("X-Test") != "yes" {
					t.Errorf("got %v %v, expected a bare 304 with the fault's header", resp, err)
				}
			},
		},
		"reset before": {sandbox.Fault{Kind: faults.ResetBefore}, false, wantCut},
		"reset after":  {sandbox.Fault{Kind: faults.ResetAfter}, true, wantCut},
		"truncated": {sandbox.Fault{Kind: faults.Truncate}, true, func(t *testing.T, resp *http.Response, body []byte, err error) {
			t.Helper()
			if resp == nil || resp.StatusCode != 201 || !errors.Is(err, io.ErrUnexpectedEOF) || json.Valid(body) || len(body) == 0 {
				t.Errorf("got %v %s %v, expected half of a 201", resp, body, err)
			}
		}},
		"not JSON": {sandbox.Fault{Kind: faults.NonJSON}, true, func(t *testing.T, resp *http.Response, body []byte, err error) {
			t.Helper()
			if err != nil || resp.StatusCode != 201 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") || strings.Contains(string(body), "tok_") {
				t.Errorf("got %v %s %v, expected HTML as a 201", resp, body, err)
			}
		}},
		"sign-in page": {sandbox.Fault{Kind: faults.NonJSON, Status: 200, Body: "please pay"}, true, func(t *testing.T, resp *http.Response, body []byte, err error) {
			t.Helper()
			if err != nil || resp.StatusCode != 200 || string(body) != "please pay" {
				t.Errorf("got %v %s %v, expected the given page as a 200", resp, body, err)
			}
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			tt.fault.Method, tt.fault.Path = "POST", "/tok/v1/api-keys"
			f.fault(tt.fault)
			resp, body, err := f.try("POST", "/api-keys", create)
			tt.check(t, resp, body, err)
			made := len(f.do("GET", "/api-keys", "").want(t, http.StatusOK).data()) - 1 // Less the seeded key.
			if want := map[bool]int{true: 1}[tt.committed]; made != want {
				t.Errorf("%d keys were made, expected %d", made, want)
			}
			f.do("POST", "/api-keys", create).want(t, http.StatusCreated) // It strikes once.
		})
	}
}

// wantCut expects a connection that was cut before an answer.
func wantCut(t *testing.T, resp *http.Response, body []byte, err error) {
	t.Helper()
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("got %v %s %v, expected a connection that is cut", resp, body, err)
	}
}

func TestTruncatedEmptyAnswer(t *testing.T) {
	t.Parallel()
	f := start(t)
	id := f.do("POST", "/api-keys", `{"name":"a"}`).object().text("id")
	f.fault(sandbox.Fault{Kind: faults.Truncate, Method: "DELETE"})
	if resp, body, err := f.try("DELETE", "/api-keys/"+id, ""); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v %s %v, expected an answer that breaks off", resp, body, err)
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
