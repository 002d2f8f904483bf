// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// webhook subscribes a URL to every event.
func (f *fixture) webhook(url string) object {
	f.t.Helper()
	return f.do("POST", "/webhooks", `{"url":"`+url+`","events":["consent.authorized","consent.expired","consent.revoked","account.updated","transactions.synced"]}`).
		want(f.t, http.StatusCreated).object()
}

// received is one message that a receiver got.
type received struct {
	header http.Header
	body   []byte
}

// event parses the message.
func (r received) event(t *testing.T) object {
	t.Helper()
	var o object
	if err := json.Unmarshal(r.body, &o); err != nil {
		t.Fatalf("the message is no JSON object: %v", err)
	}
	return o
}

// receiver serves webhooks and hands over what it gets, answering 204.
func receiver(t *testing.T) (url string, messages <-chan received) {
	t.Helper()
	return answering(t, func() int { return http.StatusNoContent })
}

// refusingOnce is a receiver that answers its first message with 500.
func refusingOnce(t *testing.T) (url string, messages <-chan received) {
	t.Helper()
	var refused atomic.Bool
	return answering(t, func() int {
		if refused.CompareAndSwap(false, true) {
			return http.StatusInternalServerError
		}
		return http.StatusNoContent
	})
}

// answering is a receiver that answers with what status returns.
func answering(t *testing.T, status func() int) (url string, messages <-chan received) {
	t.Helper()
	got := make(chan received, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading a message: %v", err)
		}
		got <- received{r.Header.Clone(), body}
		w.WriteHeader(status())
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

// verifies tells whether the secret signed the message.
func (r received) verifies(t *testing.T, secret string) bool {
	t.Helper()
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatalf("the secret is none: %v", err)
	}
	return w.VerifyIgnoringTimestamp(r.body, r.header) == nil
}

func TestWebhookSettings(t *testing.T) {
	t.Parallel()
	f := start(t)
	made := f.do("POST", "/webhooks", `{"url":"http://127.0.0.1:9/x?a=b","events":["consent.expired","account.updated"],"description":"d"}`).
		want(t, http.StatusCreated).object()
	secret := made.text("signingSecret")
	sum := sha256.Sum256([]byte(secret))
	if made["secretFingerprint"] != "sha256:"+hex.EncodeToString(sum[:]) || made["secretVersion"] != 1.0 || made["enabled"] != true {
		t.Errorf("got %v, expected version 1, enabled, and the fingerprint of its secret", made)
	}
	path := "/webhooks/" + made.text("id")
	f.advance(time.Minute)
	steps := []struct {
		patch, field string
		want         any
	}{
		{`{"url":"https://example.com/hook"}`, "url", "https://example.com/hook"},
		{`{"enabled":false}`, "enabled", false},
		{`{"description":"other"}`, "description", "other"},
		{`{"description":null}`, "description", nil},
		{`{"description":"again"}`, "description", "again"},
		{`{"description":""}`, "description", nil},
		{`{}`, "url", "https://example.com/hook"},
	}
	for _, step := range steps {
		got := f.do("PATCH", path, step.patch).want(t, http.StatusOK)
		if got.object()[step.field] != step.want {
			t.Errorf("%s: got %v, expected %v", step.patch, got.object()[step.field], step.want)
		}
		read := f.do("GET", path, "").want(t, http.StatusOK)
		if string(read.body) != string(got.body) {
			t.Errorf("%s: a read says %s, the PATCH said %s", step.patch, read.body, got.body)
		}
		if strings.Contains(string(read.body), "signingSecret") || read.object()["updatedAt"] != "2026-03-01T12:01:00Z" {
			t.Errorf("%s: got %s, expected no secret and the new updatedAt", step.patch, read.body)
		}
	}
	f.do("PATCH", path, `{"events":["transactions.synced"]}`).want(t, http.StatusOK)
	if list := f.do("GET", "/webhooks", "").data(); len(list) != 1 || len(list[0]["events"].([]any)) != 1 { //nolint:forcetypeassert // A panic fails the test.
		t.Errorf("got %v, expected the one webhook with its one event", list)
	}
	f.do("DELETE", path, "").want(t, http.StatusNoContent)
	f.do("GET", path, "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
	f.do("DELETE", path, "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
}

// TestEventsOfAConsentsLife follows a consent from its approval to its end by
// the messages that it causes.
func TestEventsOfAConsentsLife(t *testing.T) {
	t.Parallel()
	f := start(t)
	url, messages := receiver(t)
	hook := f.webhook(url)
	f.production().webhook(url) // Gets nothing of the other environment.
	f.do("PATCH", "/webhooks/"+f.webhook(url).text("id"), `{"enabled":false}`).want(t, http.StatusOK)

	consent := f.approved("erste-hr")
	counts := map[any]int{}
	for range 5 {
		m := <-messages
		if !m.verifies(t, hook.text("signingSecret")) {
			t.Error("a message is not signed with the webhook's secret")
		}
		e := m.event(t)
		counts[e["type"]]++
		if e["timestamp"] != "2026-03-01T12:00:00Z" {
			t.Errorf("got timestamp %v", e["timestamp"])
		}
		if e["type"] == "consent.authorized" && (e.object("data")["id"] != consent["id"] || e.object("data")["status"] != "active") {
			t.Errorf("got %v, expected the active consent", e)
		}
		if e["type"] == "transactions.synced" && e.object("data")["added"] != 20.0 {
			t.Errorf("got %v, expected 20 new transactions", e)
		}
	}
	if counts["consent.authorized"] != 1 || counts["account.updated"] != 2 || counts["transactions.synced"] != 2 {
		t.Errorf("got %v, expected one authorisation and two accounts with transactions", counts)
	}

	f.advance(90 * 24 * time.Hour)
	if e := (<-messages).event(t); e["type"] != "consent.expired" || e.object("data")["id"] != consent["id"] || e.object("data")["status"] != "expired" {
		t.Errorf("got %v, expected the consent to expire", e)
	}
	pending := f.consent("erste-hr")
	f.do("DELETE", "/consents/"+pending.text("id"), "").want(t, http.StatusNoContent)
	if e := (<-messages).event(t); e["type"] != "consent.revoked" || e.object("data")["id"] != pending["id"] {
		t.Errorf("got %v, expected the second consent to be revoked", e)
	}
	if len(messages) != 0 {
		t.Errorf("%d messages too many", len(messages))
	}
}

func TestRotationOverlaps(t *testing.T) {
	t.Parallel()
	f := start(t)
	url, messages := receiver(t)
	hook := f.webhook(url)
	path := "/webhooks/" + hook.text("id")
	secrets := []string{hook.text("signingSecret")}
	signed := func(want ...bool) {
		t.Helper()
		f.do("POST", path+"/test", "").want(t, http.StatusAccepted)
		m := <-messages
		for i, secret := range secrets {
			if got := m.verifies(t, secret); got != want[i] {
				t.Errorf("secret %d signs: %t, expected %t", i+1, got, want[i])
			}
		}
	}
	rotate := func(body string) object {
		t.Helper()
		got := f.do("POST", path+"/rotate-secret", body).want(t, http.StatusOK).object()
		secrets = append(secrets, got.text("signingSecret"))
		return got
	}
	signed(true)

	f.advance(time.Minute)
	second := rotate(`{"overlapSeconds":3600}`)
	if second["secretVersion"] != 2.0 || second["secretCreatedAt"] != "2026-03-01T12:01:00Z" || second["secretFingerprint"] == hook["secretFingerprint"] {
		t.Errorf("got %v, expected version 2 made now with another fingerprint", second)
	}
	signed(true, true)
	f.advance(3599 * time.Second)
	signed(true, true)
	f.advance(time.Second)
	signed(false, true)

	// A shorter overlap cuts longer ones short, too.
	rotate(`{"overlapSeconds":3600}`)
	rotate(`{"overlapSeconds":60}`)
	signed(false, true, true, true)
	f.advance(time.Minute)
	signed(false, false, false, true)

	// A secret that the user gives has no fingerprint.
	given := "whsec_" + strings.Repeat("QUJD", 8)
	if got := rotate(`{"overlapSeconds":0,"signingSecret":"` + given + `"}`); got["signingSecret"] != given || got["secretFingerprint"] != nil || got["secretVersion"] != 5.0 {
		t.Errorf("got %v, expected the given secret without a fingerprint", got)
	}
	signed(false, false, false, false, true)
}

func TestDeliveriesAreListed(t *testing.T) {
	t.Parallel()
	f := start(t)
	// Another machine's address: nothing is sent there, and the list says so.
	hook := f.webhook("https://192.0.2.1/hook")
	path := "/webhooks/" + hook.text("id")
	var ids []string
	for range 3 {
		ids = append([]string{f.do("POST", path+"/test", "").want(t, http.StatusAccepted).object().text("deliveryId")}, ids...)
		if err := f.box.Idle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	list := f.all(path+"/deliveries", "2")
	if len(list) != len(ids) {
		t.Fatalf("got %d deliveries, expected %d", len(list), len(ids))
	}
	for i, d := range list {
		attempts, _ := d["attempts"].([]any)
		if d["id"] != ids[i] || d["event"] != "webhook.test" || d["status"] != "failed" || len(attempts) != 1 {
			t.Errorf("got %v, expected delivery %s to have failed once", d, ids[i])
		}
	}
	f.do("DELETE", path, "").want(t, http.StatusNoContent)
	f.do("GET", path+"/deliveries", "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
}

// TestConsentsEndWithoutBeingAsked moves the base clock alone, as time does. No
// request comes, and the event is sent all the same.
func TestConsentsEndWithoutBeingAsked(t *testing.T) {
	t.Parallel()
	clock := fakeClock()
	f := start(t, func(o *sandbox.Options) { o.Clock = clock })
	url, messages := receiver(t)
	f.webhook(url)
	pending := f.consent("erste-hr")
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock.Advance(30 * time.Minute)
	if e := (<-messages).event(t); e["type"] != "consent.expired" || e.object("data")["id"] != pending["id"] {
		t.Errorf("got %v, expected the pending consent to expire", e)
	}
}
