// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func TestWebhooksAreBounded(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.MaxWebhooks = 2 })
	const body = `{"url":"https://example.com/","events":["account.updated"]}`
	first := f.with("Idempotency-Key", "first").do("POST", "/webhooks", body).want(t, http.StatusCreated)
	f.production().do("POST", "/webhooks", body).want(t, http.StatusCreated) // Both environments count.
	refused := f.do("POST", "/webhooks", body)
	refused.refused(t, http.StatusConflict, "CONFLICT", "")
	if message := refused.object().object("error").text("message"); !strings.Contains(message, "2 webhooks") || !strings.Contains(message, "delete one") {
		t.Errorf("got %q, expected how many there are and what to do", message)
	}
	again := f.with("Idempotency-Key", "first").do("POST", "/webhooks", body).want(t, http.StatusCreated)
	if string(again.body) != string(first.body) {
		t.Error("a full organisation does not get its answer replayed")
	}
	f.stranger().do("POST", "/webhooks", body).want(t, http.StatusCreated)
	f.do("DELETE", "/webhooks/"+first.object().text("id"), "").want(t, http.StatusNoContent)
	f.do("POST", "/webhooks", body).want(t, http.StatusCreated)
}

// TestWaitingMessagesAreBounded has the messages of an organisation wait for
// receivers that refuse them, on both platforms.
func TestWaitingMessagesAreBounded(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.MaxMessages = 2 })
	const nobody = "http://127.0.0.1:1/"
	hook := f.webhook(nobody)
	o := f.okra()
	o.made("/webhooks/set", `{"url":"`+nobody+`"}`)
	test := "/webhooks/" + hook.text("id") + "/test"
	f.do("POST", test, "").want(t, http.StatusAccepted)
	o.made("/webhooks/test", "{}")
	full := f.do("POST", test, "")
	full.refused(t, http.StatusConflict, "CONFLICT", "")
	if message := full.object().object("error").text("message"); !strings.Contains(message, "2 messages waiting") {
		t.Errorf("got %q, expected how many messages wait", message)
	}
	if got := o.post("/webhooks/test", "{}").want(t, http.StatusConflict).object(); got["type"] != "CUSTOM" || !strings.Contains(got.text("message"), "2 messages are waiting") {
		t.Errorf("got %v, expected Okra's own error with how many messages wait", got)
	}

	// What has happened has happened, and its message says why it was not sent.
	consent := f.approved("erste-hr")
	if consent["status"] != "active" {
		t.Errorf("the consent is %v, expected active", consent["status"])
	}
	failed := 0
	for _, d := range f.all("/webhooks/"+hook.text("id")+"/deliveries", "100") {
		attempts, _ := d["attempts"].([]any)
		if d["status"] != "failed" {
			continue
		}
		failed++
		if a, _ := attempts[0].(map[string]any); !strings.Contains(object(a).text("error"), "too many messages are waiting") {
			t.Errorf("got %v, expected why it failed", d)
		}
	}
	if failed != 5 {
		t.Errorf("got %d failed messages, expected the 5 of an approval", failed)
	}
	f.stranger().webhook(nobody)
	f.stranger().approved("erste-hr")
}
