// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
)

func TestDeliversSignedMessage(t *testing.T) {
	t.Parallel()
	// A real clock, since the library's full check compares the timestamp with it.
	clock := clockwork.NewRealClock()
	store, secret := newMemory(), delivery.NewSecret()
	receiver := newReceiver(t, nil)
	payload, err := delivery.Payload("consent.authorized", noon(), map[string]string{"id": "cns_1"})
	if err != nil {
		t.Fatal(err)
	}
	store.setEndpoint("whk_1", receiver.URL, secret)
	store.add("dlv_1", "whk_1", payload, clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, engine)

	requests := receiver.got()
	if len(requests) != 1 {
		t.Fatalf("the receiver got %d requests, want 1", len(requests))
	}
	webhook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := webhook.Verify(requests[0].body, requests[0].header); err != nil {
		t.Errorf("the receiver's library refuses the message: %v", err)
	}
	if got := requests[0].header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type is %q", got)
	}
	if got := string(requests[0].body); got != `{"type":"consent.authorized","timestamp":"2026-03-01T12:00:00Z","data":{"id":"cns_1"}}` {
		t.Errorf("payload is %s", got)
	}
	if id := requests[0].header.Get("webhook-id"); id != "dlv_1" {
		t.Errorf("webhook-id is %q", id)
	}
	message := store.message(t, "dlv_1")
	if message.status != delivery.Succeeded || !slices.Equal(statuses(message), []int{http.StatusNoContent}) ||
		last(message).Attempt.Error != "" || !last(message).NextAttempt.IsZero() {
		t.Errorf("recorded %s, %+v", message.status, message.results)
	}
}

func TestEveryOpenSecretSigns(t *testing.T) {
	t.Parallel()
	clock, store, receiver := fakeClock(), newMemory(), newReceiver(t, nil)
	newSecret, oldSecret, foreign := delivery.NewSecret(), delivery.NewSecret(), delivery.NewSecret()
	store.setEndpoint("whk_1", receiver.URL, newSecret, oldSecret)
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, engine)
	// The overlap ends: the next message is signed with the new secret alone.
	store.setEndpoint("whk_1", receiver.URL, newSecret)
	store.add("dlv_2", "whk_1", []byte(`{}`), clock.Now())
	settle(t, engine)

	requests := receiver.got()
	if len(requests) != 2 {
		t.Fatalf("the receiver got %d requests, want 2", len(requests))
	}
	during, after := requests[0], requests[1]
	if signatures := strings.Split(during.header.Get("webhook-signature"), " "); len(signatures) != 2 {
		t.Errorf("%d signatures during the overlap, want 2", len(signatures))
	}
	if !verifies(t, newSecret, during) || !verifies(t, oldSecret, during) || verifies(t, foreign, during) {
		t.Error("during the overlap both secrets should verify, and no other one")
	}
	if !verifies(t, newSecret, after) || verifies(t, oldSecret, after) {
		t.Error("after the overlap only the new secret should verify")
	}
}

// TestWebhooksAreIndependent shows that one receiver's trouble is not another's.
func TestWebhooksAreIndependent(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	well, ill := newReceiver(t, nil), newReceiver(t, answering(http.StatusInternalServerError))
	secretOfWell, secretOfIll := delivery.NewSecret(), delivery.NewSecret()
	store.setEndpoint("whk_well", well.URL, secretOfWell)
	store.setEndpoint("whk_ill", ill.URL, secretOfIll)
	store.add("dlv_1", "whk_ill", []byte(`{}`), clock.Now())
	store.add("dlv_2", "whk_well", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, engine)
	if one, two := store.message(t, "dlv_1"), store.message(t, "dlv_2"); one.status != delivery.Pending || two.status != delivery.Succeeded {
		t.Errorf("%s and %s, want pending and succeeded", one.status, two.status)
	}
	requests := well.got()
	if len(requests) != 1 || !verifies(t, secretOfWell, requests[0]) || verifies(t, secretOfIll, requests[0]) {
		t.Errorf("%d requests, or signed with the other webhook's secret", len(requests))
	}
}

func TestRetriesWithBackoff(t *testing.T) {
	t.Parallel()
	pauses := []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
	clock, store, secret := fakeClock(), newMemory(), delivery.NewSecret()
	receiver := newReceiver(t, answering(http.StatusInternalServerError))
	store.setEndpoint("whk_1", receiver.URL, secret)
	store.add("dlv_1", "whk_1", []byte(`{"n":1}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, engine)
	for i, pause := range pauses {
		message := store.message(t, "dlv_1")
		if len(message.results) != i+1 || message.status != delivery.Pending {
			t.Fatalf("after pause %d: %d attempts, %s", i, len(message.results), message.status)
		}
		if want := clock.Now().Add(pause); !last(message).NextAttempt.Equal(want) {
			t.Errorf("attempt %d is due at %s, want %s", i+2, last(message).NextAttempt, want)
		}
		clock.Advance(pause - time.Nanosecond)
		settle(t, engine)
		if n := len(receiver.got()); n != i+1 {
			t.Fatalf("an attempt came before its time: %d requests, want %d", n, i+1)
		}
		clock.Advance(time.Nanosecond)
		settle(t, engine)
	}
	message := store.message(t, "dlv_1")
	if message.status != delivery.Failed || len(message.results) != 10 || !last(message).NextAttempt.IsZero() {
		t.Errorf("after the last attempt: %s with %d attempts", message.status, len(message.results))
	}
	clock.Advance(30 * 24 * time.Hour)
	settle(t, engine)

	requests := receiver.got()
	if len(requests) != 10 {
		t.Fatalf("the receiver got %d requests, want 10", len(requests))
	}
	for i, r := range requests {
		if r.header.Get("webhook-id") != "dlv_1" || string(r.body) != `{"n":1}` || !verifies(t, secret, r) {
			t.Errorf("attempt %d is not the same message, or not signed", i+1)
		}
		at := store.message(t, "dlv_1").results[i].Attempt.At
		if got := r.header.Get("webhook-timestamp"); got != strconv.FormatInt(at.Unix(), 10) {
			t.Errorf("attempt %d has timestamp %s, want the attempt's own %d", i+1, got, at.Unix())
		}
	}
}

func TestRetrySucceeds(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	receiver := newReceiver(t, answering(http.StatusBadGateway, http.StatusTooManyRequests, http.StatusAccepted))
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, engine)
	clock.Advance(5 * time.Second)
	settle(t, engine)
	clock.Advance(5 * time.Minute)
	settle(t, engine)
	clock.Advance(30 * 24 * time.Hour)
	settle(t, engine)
	message := store.message(t, "dlv_1")
	if got, want := statuses(message), []int{502, 429, 202}; !slices.Equal(got, want) || message.status != delivery.Succeeded {
		t.Errorf("%s with %v, want succeeded with %v", message.status, got, want)
	}
}

// TestOwnTimerFiresWithoutWake shows that an advancing clock is enough: nobody calls Wake or Idle.
func TestOwnTimerFiresWithoutWake(t *testing.T) {
	t.Parallel()
	clock, store := fakeClock(), newMemory()
	arrived := make(chan struct{}, 2)
	receiver := newReceiver(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		answering(http.StatusServiceUnavailable, http.StatusOK)(n, w, nil)
		arrived <- struct{}{}
	})
	store.setEndpoint("whk_1", receiver.URL, delivery.NewSecret())
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	engine, _ := start(t, delivery.Options{Store: store, Clock: clock})
	<-arrived
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatalf("the engine set no timer: %v", err)
	}
	clock.Advance(5 * time.Second)
	<-arrived
	settle(t, engine)
	if message := store.message(t, "dlv_1"); message.status != delivery.Succeeded {
		t.Errorf("status is %s", message.status)
	}
}

func TestRestartContinues(t *testing.T) {
	t.Parallel()
	clock, store, secret := fakeClock(), newMemory(), delivery.NewSecret()
	receiver := newReceiver(t, answering(http.StatusInternalServerError, http.StatusOK))
	store.setEndpoint("whk_1", receiver.URL, secret)
	store.add("dlv_1", "whk_1", []byte(`{}`), clock.Now())
	first, stop := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, first)
	stop()
	if err := first.Idle(t.Context()); err == nil {
		t.Error("Idle of a stopped engine returns no error")
	}
	first.Wake()
	// The retry falls due while nobody runs; a message is added meanwhile.
	clock.Advance(time.Hour)
	store.add("dlv_2", "whk_1", []byte(`{}`), clock.Now())

	second, _ := start(t, delivery.Options{Store: store, Clock: clock})
	settle(t, second)
	for _, id := range []string{"dlv_1", "dlv_2"} {
		if message := store.message(t, id); message.status != delivery.Succeeded {
			t.Errorf("%s is %s after the restart", id, message.status)
		}
	}
	requests := receiver.got()
	slices.SortStableFunc(requests, byID)
	var ids []string
	for _, r := range requests {
		ids = append(ids, r.header.Get("webhook-id"))
	}
	if want := []string{"dlv_1", "dlv_1", "dlv_2"}; !slices.Equal(ids, want) {
		t.Errorf("the receiver got %v, want %v", ids, want)
	}
}

func TestPayloadRefusesWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	if _, err := delivery.Payload("webhook.test", noon(), func() {}); err == nil {
		t.Error("a function is no JSON")
	}
	payload, err := delivery.Payload("webhook.test", noon().In(time.FixedZone("", 3600)), nil)
	if err != nil || !json.Valid(payload) || !strings.Contains(string(payload), `"2026-03-01T12:00:00Z"`) {
		t.Errorf("payload %s, error %v: the timestamp should be in UTC", payload, err)
	}
}
