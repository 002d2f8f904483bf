// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
)

func TestWhatEachAnswerMeans(t *testing.T) {
	t.Parallel()
	elsewhere := newReceiver(t, nil)
	tests := map[string]struct {
		answer func(int, http.ResponseWriter, *http.Request)
		status delivery.Status
		code   int
		says   string
	}{
		"200":        {answering(http.StatusOK), delivery.Succeeded, 200, ""},
		"299":        {answering(299), delivery.Succeeded, 299, ""},
		"400":        {answering(http.StatusBadRequest), delivery.Pending, 400, "answered 400"},
		"410":        {answering(http.StatusGone), delivery.Failed, 410, "no more attempts"},
		"500":        {answering(http.StatusInternalServerError), delivery.Pending, 500, "answered 500"},
		"redirect":   {redirectTo(elsewhere.URL), delivery.Pending, 307, "not followed"},
		"hangs up":   {hangUp, delivery.Pending, 0, "the connection was closed before the end of an answer"},
		"long body":  {longBody, delivery.Succeeded, 200, ""},
		"short body": {shortBody, delivery.Pending, 200, "read the answer"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock, store, receiver := fakeClock(), newMemory(), newReceiver(t, tt.answer)
			store.setEndpoint("whk_1", receiver.URL+"/hook?token=hush", delivery.NewSecret())
			store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
			engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
			settle(t, engine)
			message := store.message(t, "dlv_1")
			attempt := last(message).Attempt
			if message.status != tt.status || attempt.StatusCode != tt.code {
				t.Errorf("%s with %+v, want %s with %d", message.status, attempt, tt.status, tt.code)
			}
			if !strings.Contains(attempt.Error, tt.says) || (tt.says == "") != (attempt.Error == "") {
				t.Errorf("error is %q, want %q in it", attempt.Error, tt.says)
			}
			if strings.Contains(attempt.Error, "hush") {
				t.Errorf("error %q holds a part of the URL", attempt.Error)
			}
		})
	}
	t.Cleanup(func() {
		if n := len(elsewhere.got()); n != 0 {
			t.Errorf("a redirect was followed %d times", n)
		}
	})
}

func redirectTo(url string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, url, http.StatusTemporaryRedirect)
	}
}

// hangUp closes the connection without an answer.
func hangUp(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// longBody answers with more than the Engine cares to read.
func longBody(_ int, w http.ResponseWriter, _ *http.Request) {
	chunk := make([]byte, 1<<16)
	for range 16 {
		if _, err := w.Write(chunk); err != nil {
			return // The Engine has read enough.
		}
	}
}

// shortBody breaks its promise of a length.
func shortBody(_ int, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "10")
	_, _ = w.Write([]byte("12345"))
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	receiver := newReceiver(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock, Timeout: 20 * time.Millisecond})
	settle(t, engine)
	message := store.message(t, "dlv_1")
	if attempt := last(message).Attempt; message.status != delivery.Pending || attempt.Error != "no answer within 20ms" || attempt.Duration <= 0 {
		t.Errorf("%s with %+v", message.status, attempt)
	}
}

func TestUnusableEndpoints(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		url, secret string
		says        string
	}{
		"another machine": {"http://192.0.2.1/hook?token=hush", delivery.NewSecret(), "loopback"},
		"a name":          {"https://example.com/hook?token=hush", delivery.NewSecret(), "loopback"},
		"no URL":          {"http://[hush", delivery.NewSecret(), "cannot be parsed"},
		"other scheme":    {"ftp://127.0.0.1/hush", delivery.NewSecret(), "scheme"},
		"bad secret":      {"http://127.0.0.1:1/", "whsec_hush!", "signing secret"},
		"no secret":       {"http://127.0.0.1:1/", "", "no valid signing secret"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock, store := fakeClock(), newMemory()
			var secrets []string
			if tt.secret != "" {
				secrets = append(secrets, tt.secret)
			}
			store.setEndpoint("whk_1", tt.url, secrets...)
			store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
			engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
			settle(t, engine)
			message := store.message(t, "dlv_1")
			attempt := last(message).Attempt
			if message.status != delivery.Failed || attempt.StatusCode != 0 || !strings.Contains(attempt.Error, tt.says) {
				t.Errorf("%s with %+v, want failed with %q", message.status, attempt, tt.says)
			}
			if strings.Contains(attempt.Error, "hush") {
				t.Errorf("error %q holds what should stay secret", attempt.Error)
			}
		})
	}
}

func TestDeletedWebhookEndsItsMessages(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	receiver := newReceiver(t, answering(http.StatusInternalServerError))
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, engine)
	store.removeEndpoint("whk_1")
	clock.Advance(time.Hour)
	settle(t, engine)
	message := store.message(t, "dlv_1")
	if message.status != delivery.Failed || !strings.Contains(last(message).Attempt.Error, "deleted") || len(receiver.got()) != 1 {
		t.Errorf("%s with %+v after %d requests", message.status, message.results, len(receiver.got()))
	}
}

// TestDamagedSecretEndsItsMessages has a webhook whose secret nobody can read: the
// others' messages do not wait for it.
func TestDamagedSecretEndsItsMessages(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	store.fail = func(call string) error {
		if call == "Endpoint" {
			return delivery.ErrUnreadable
		}
		return nil
	}
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, engine)
	if message := store.message(t, "dlv_1"); message.status != delivery.Failed || !strings.Contains(last(message).Attempt.Error, "cannot be read") {
		t.Errorf("%s with %+v", message.status, message.results)
	}
}

// TestConcurrencyIsBounded holds every request until as many as allowed are there, and then looks for one too many.
func TestConcurrencyIsBounded(t *testing.T) {
	t.Parallel()
	const allowed, total = 3, 12
	clock, store := fakeClock(), newMemory()
	var present, most atomic.Int64
	var full sync.WaitGroup
	full.Add(allowed)
	receiver := newReceiver(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		now := present.Add(1)
		for seen := most.Load(); now > seen; seen = most.Load() {
			if most.CompareAndSwap(seen, now) {
				break
			}
		}
		if n <= allowed {
			full.Done()
			full.Wait()
		}
		present.Add(-1)
		w.WriteHeader(http.StatusOK)
	})
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	for i := range total {
		store.add("dlv_"+strconv.Itoa(i), "whk_1", []byte(`{}`), clock.Now())
	}
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock, PerWebhook: allowed})
	settle(t, engine)
	if n := len(receiver.got()); n != total {
		t.Errorf("the receiver got %d requests, want each message once: %d", n, total)
	}
	if most.Load() != allowed {
		t.Errorf("up to %d requests at once, want %d", most.Load(), allowed)
	}
}

func TestStoppingLetsAttemptsFinish(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	arrived, release := make(chan struct{}), make(chan struct{})
	receiver := newReceiver(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-release
		w.WriteHeader(http.StatusOK)
	})
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine := delivery.New(delivery.Options{Store: store, Clock: clock, Grace: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		engine.Run(ctx)
	}()
	<-arrived
	cancel()
	close(release)
	<-ended
	if message := store.message(t, "dlv_1"); message.status != delivery.Succeeded {
		t.Errorf("status is %s: the attempt under way was not waited for", message.status)
	}
}

func TestStoppingCutsOffSlowAttempts(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	arrived := make(chan struct{})
	receiver := newReceiver(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	_, stop := start(t, delivery.Options{Store: store, Clock: clock, Grace: time.Millisecond})
	<-arrived
	stop()
	if message := store.message(t, "dlv_1"); message.status != delivery.Pending || len(message.results) != 0 {
		t.Errorf("%s with %+v: a cut-off attempt counts against the receiver", message.status, message.results)
	}
}

// TestStoreFailuresPause shows that each failure of the Store costs a pause, after which the Engine goes on.
func TestStoreFailuresPause(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"Due", "NextDue", "Endpoint", "Record"} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			clock, store, receiver := fakeClock(), newMemory(), newReceiver(t, nil)
			failed := false
			store.fail = func(c string) error {
				if c == call && !failed {
					failed = true
					return errors.New("disk full")
				}
				return nil
			}
			store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
			store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
			engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
			if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
				t.Fatalf("the engine does not pause: %v", err)
			}
			before := len(receiver.got())
			if before > 1 {
				t.Errorf("%d requests in spite of the failure", before)
			}
			clock.Advance(time.Second)
			settle(t, engine)
			if message := store.message(t, "dlv_1"); message.status != delivery.Succeeded || len(message.results) != 1 {
				t.Errorf("%s with %d attempts after the pause", message.status, len(message.results))
			}
		})
	}
}

func TestIdleEndsWithItsContext(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	arrived := make(chan struct{})
	receiver := newReceiver(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock, Grace: time.Millisecond})
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := engine.Idle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Idle returned %v while an attempt was under way", err)
	}
	if err := delivery.New(delivery.Options{}).Idle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Idle of an engine that does not run returned %v", err)
	}
}
