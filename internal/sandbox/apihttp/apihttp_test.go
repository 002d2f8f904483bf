// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

func newMux() *apihttp.Mux {
	m := apihttp.NewMux("/p/v1")
	serve := func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Served", r.Pattern) }
	m.Handle("GET", "/things", serve)
	m.Handle("POST", "/things", serve)
	m.Handle("GET", "/things/{id}", serve)
	return m
}

// TestMuxFindsEndpoints asks for paths that an http.ServeMux would serve, refuse
// or redirect.
func TestMuxFindsEndpoints(t *testing.T) {
	t.Parallel()
	m := newMux()
	if got := m.Routes(); !slices.Equal(got, []string{"GET /p/v1/things", "POST /p/v1/things", "GET /p/v1/things/{id}"}) {
		t.Errorf("got %q", got)
	}
	for _, tt := range []struct {
		method, path, endpoint string
		status                 int
		allow                  string
	}{
		{"GET", "/p/v1/things", "GET /p/v1/things", 0, ""},
		{"POST", "/p/v1/things", "POST /p/v1/things", 0, ""},
		{"GET", "/p/v1/things/a%2Fb", "GET /p/v1/things/{id}", 0, ""},
		{"DELETE", "/p/v1/things", "", 405, "GET, POST"},
		{"DELETE", "/p/v1/things/x", "", 405, "GET"},
		{"HEAD", "/p/v1/things", "", 405, "GET, POST"},
		{"GET", "/p/v1/things/", "", 404, ""},
		{"GET", "/p/v1//things", "", 404, ""},
		{"GET", "/p/v1/./things", "", 404, ""},
		{"GET", "/p/v1/x/../things", "", 404, ""},
		{"GET", "/p/v1/things/x/y", "", 404, ""},
		{"GET", "/things", "", 404, ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), tt.method, tt.path, nil)
		if got := m.Route(r); got != tt.endpoint {
			t.Errorf("%s %s: got %q, expected %q", tt.method, tt.path, got, tt.endpoint)
		}
		w := httptest.NewRecorder()
		if tt.endpoint != "" {
			if m.ServeHTTP(w, r); w.Header().Get("X-Served") != tt.endpoint {
				t.Errorf("%s %s: got %d %v", tt.method, tt.path, w.Code, w.Header())
			}
			continue
		}
		status, message := m.Explain(w.Header(), r)
		if status != tt.status || w.Header().Get("Allow") != tt.allow || !strings.Contains(message, tt.method) {
			t.Errorf("%s %s: got %d, Allow %q, %s", tt.method, tt.path, status, w.Header().Get("Allow"), message)
		}
	}
}

func TestReadBody(t *testing.T) {
	t.Parallel()
	read := func(r *http.Request) (string, string) {
		body, problem := apihttp.ReadBody(httptest.NewRecorder(), r)
		return string(body), problem
	}
	whole := strings.Repeat("x", apihttp.MaxBody)
	if body, problem := read(httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(whole))); body != whole || problem != "" {
		t.Errorf("got %d bytes, %q", len(body), problem)
	}
	if _, problem := read(httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(whole+"x"))); !strings.Contains(problem, "65536 bytes") {
		t.Errorf("got %q for a body that is too large", problem)
	}
	if _, problem := read(httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", iotest.ErrReader(errors.New("broken off")))); !strings.Contains(problem, "to its end") {
		t.Errorf("got %q for a body that breaks off", problem)
	}
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sent []string
		key  string
		ok   bool
	}{
		"none":      {nil, "", true},
		"usual":     {[]string{"run-1"}, "run-1", true},
		"visible":   {[]string{"!~"}, "!~", true},
		"longest":   {[]string{strings.Repeat("x", 255)}, strings.Repeat("x", 255), true},
		"too long":  {[]string{strings.Repeat("x", 256)}, "", false},
		"empty":     {[]string{""}, "", false},
		"space":     {[]string{"a b"}, "", false},
		"no ASCII":  {[]string{"ä"}, "", false},
		"two":       {[]string{"a", "b"}, "", false},
		"a control": {[]string{"a\x7f"}, "", false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		r.Header["Idempotency-Key"] = tt.sent
		if key, ok := apihttp.IdempotencyKey(r); key != tt.key || ok != tt.ok {
			t.Errorf("%s: got %q, %t", name, key, ok)
		}
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	apihttp.Begin(w.Header(), "req_1", time.Date(2026, 3, 1, 14, 0, 0, 0, time.FixedZone("", 2*60*60)))
	body, err := apihttp.Encode(map[string]string{"url": "https://example.com/?a=1&b=<2>"})
	if err != nil {
		t.Fatal(err)
	}
	apihttp.Write(w, http.StatusCreated, body)
	want := `{"url":"https://example.com/?a=1&b=<2>"}` + "\n"
	if w.Code != http.StatusCreated || w.Body.String() != want || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("got %d %s %v", w.Code, w.Body, w.Header())
	}
	for name, value := range map[string]string{"Date": "Sun, 01 Mar 2026 12:00:00 GMT", "X-Request-Id": "req_1", "Cache-Control": "no-store"} {
		if got := w.Header().Get(name); got != value {
			t.Errorf("got %s %q, expected %q", name, got, value)
		}
	}
	if nothing, err := apihttp.Encode(nil); nothing != nil || err != nil {
		t.Errorf("got %q, %v for no body", nothing, err)
	}
	if _, err := apihttp.Encode(make(chan int)); err == nil {
		t.Error("a channel is encoded")
	}
	empty := httptest.NewRecorder()
	if apihttp.Write(empty, http.StatusNoContent, nil); empty.Code != http.StatusNoContent || empty.Header().Get("Content-Type") != "" {
		t.Errorf("got %d %v for no body", empty.Code, empty.Header())
	}
}

func TestUnavailable(t *testing.T) {
	t.Parallel()
	for err, says := range map[error]string{
		store.ErrFull: "disk space", store.ErrUnwritable: "Check its disk", store.ErrClosed: "shutting down",
		store.ErrNotFound: "", store.ErrDamaged: "",
	} {
		message, ok := apihttp.Unavailable(fmt.Errorf("committing: %w", err))
		if ok != (says != "") || !strings.Contains(message, says) {
			t.Errorf("%v: got %q, %t", err, message, ok)
		}
	}
}
