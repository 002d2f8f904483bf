// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package requestlog_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/requestlog"
)

func newLog() *requestlog.Log {
	return requestlog.New(func() time.Time { return time.Unix(1_700_000_000, 0) }, func(r *http.Request) string { return r.URL.Query().Get("route") })
}

func TestLatestRequestsAreKept(t *testing.T) {
	t.Parallel()
	log := newLog()
	h := log.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	const made = requestlog.Kept + 3
	for i := range made {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/"+strconv.Itoa(i)+"?secret=x&route=all", nil))
	}
	got := log.Snapshot()
	if got.Total != made || got.ByRoute["all"] != made || len(got.Requests) != requestlog.Kept {
		t.Fatalf("got %d requests, %v, %d kept", got.Total, got.ByRoute, len(got.Requests))
	}
	for i, e := range got.Requests {
		if want := "/" + strconv.Itoa(i+3); e.Path != want || e.Status != http.StatusTeapot {
			t.Fatalf("request %d: got %+v, expected %s without its query", i, e, want)
		}
	}
}

// TestStrangersCannotFillTheLog makes requests that no route takes, each unlike
// the others and as long as it may be.
func TestStrangersCannotFillTheLog(t *testing.T) {
	t.Parallel()
	log := newLog()
	h := log.Middleware(http.NotFoundHandler())
	const made = 2000
	for i := range made {
		r := httptest.NewRequestWithContext(t.Context(), "M"+strconv.Itoa(i), "/"+strings.Repeat("ä", 500)+strconv.Itoa(i), nil)
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	for _, method := range []string{"GET", "QUERY", "get", "OPTIONS"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), method, "/", nil))
	}
	got := log.Snapshot()
	want := map[string]int{"other unrouted": made + 2, "GET unrouted": 1, "OPTIONS unrouted": 1}
	if got.Total != made+4 || !maps.Equal(got.ByRoute, want) {
		t.Errorf("got %d requests in %d counters, expected %d in %v", got.Total, len(got.ByRoute), made+4, want)
	}
	for _, e := range got.Requests {
		if len(e.Path) > requestlog.LongestPath+len("…") || !utf8.ValidString(e.Path) || len(e.Method) > len("OPTIONS") {
			t.Fatalf("an entry keeps %d bytes of a path, and the method %q", len(e.Path), e.Method)
		}
	}
}

func TestAnswersAreNotedOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		handler http.HandlerFunc
		status  int
	}{
		"a body alone": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")) }, http.StatusOK},
		"two statuses": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusCreated)
			w.WriteHeader(http.StatusAccepted)
		}, http.StatusCreated},
		"no answer": {func(http.ResponseWriter, *http.Request) {}, 0},
		"a panic":   {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := newLog()
			func() {
				defer func() { _ = recover() }()
				log.Middleware(tt.handler).ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
			}()
			got := log.Snapshot()
			if got.Total != 1 || got.Requests[0].Status != tt.status || got.Requests[0].Route != "GET unrouted" {
				t.Errorf("got %+v, expected one entry with status %d", got, tt.status)
			}
		})
	}
}

// TestAnswerIsLoggedBeforeItIsRead looks into the log from within the answer.
func TestAnswerIsLoggedBeforeItIsRead(t *testing.T) {
	t.Parallel()
	log := newLog()
	h := log.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "req_1")
		w.WriteHeader(http.StatusOK)
		if got := log.Snapshot(); got.Total != 1 || got.Requests[0].RequestID != "req_1" {
			t.Errorf("got %+v once the status was written", got)
		}
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
}

// A client that sees its connection cut may ask for the log, or clear it, at once.
func TestACutConnectionIsLoggedBeforeItIsCut(t *testing.T) {
	t.Parallel()
	log := newLog()
	h := log.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		if got := log.Snapshot(); got.Total != 1 || got.Requests[0].Status != 0 {
			t.Errorf("got %+v once the connection could be cut", got)
		}
		_ = conn.Close()
	}))
	server := httptest.NewServer(h)
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := server.Client().Do(request); err == nil {
		_ = answer.Body.Close()
		t.Fatalf("got %s from a connection that was cut", answer.Status)
	}
	if got := log.Snapshot(); got.Total != 1 {
		t.Errorf("got %+v after all, expected one entry", got)
	}
}
