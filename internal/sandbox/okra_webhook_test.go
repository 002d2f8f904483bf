// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// payload parses a message of Okra's.
func (r received) payload(t *testing.T) object {
	t.Helper()
	var o object
	if err := json.Unmarshal(r.body, &o); err != nil {
		t.Fatalf("the message is no JSON object: %v", err)
	}
	return o
}

// TestOkraWebhookLife sets, replaces and removes the one webhook, and looks at
// what each step leaves and what is sent then.
func TestOkraWebhookLife(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	first, atFirst := receiver(t)
	second, atSecond := receiver(t)
	none := func() {
		t.Helper()
		for _, path := range []string{"/webhooks/get", "/webhooks/remove", "/webhooks/test", "/webhooks/deliveries"} {
			c.post(path, `{}`).failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
		}
	}
	none()
	made := c.made("/webhooks/set", `{"url":"`+first+`","replace":true}`) // With none to replace, one is made.
	want := object{
		"_id": made["_id"], "env": "production-sandbox", "url": first, "has_token": false,
		"created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
	}
	authorization := func(messages <-chan received) string {
		t.Helper()
		c.made("/webhooks/test", `{}`)
		m := <-messages
		if m.header.Get("Webhook-Signature") != "" || m.header.Get("Content-Type") != "application/json" {
			t.Errorf("got the headers %v, expected JSON and no signature", m.header)
		}
		return m.header.Get("Authorization")
	}
	steps := []struct {
		set      string
		url      string
		messages <-chan received
		sends    string
	}{
		{``, first, atFirst, ""},
		{`{"url":"` + first + `","token":"t0ken-1","replace":true}`, first, atFirst, "Bearer t0ken-1"},
		{`{"url":"` + second + `","replace":true}`, second, atSecond, "Bearer t0ken-1"}, // An absent token stays.
		{`{"url":"` + second + `","token":"t0ken-2","replace":true}`, second, atSecond, "Bearer t0ken-2"},
		{`{"url":"` + first + `","token":null,"replace":true}`, first, atFirst, ""},
		{`{"url":"` + first + `","token":null,"replace":true}`, first, atFirst, ""},
		{`{"url":"` + first + `","token":"` + strings.Repeat("~", 512) + `","replace":true}`, first, atFirst, "Bearer " + strings.Repeat("~", 512)},
	}
	for _, step := range steps {
		if step.set != "" {
			c.advance(time.Minute)
			want["url"], want["has_token"], want["updated_at"] = step.url, step.sends != "", c.box.Now().Format(time.RFC3339)
			if got := c.made("/webhooks/set", step.set); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: got %v, expected %v", step.set, got, want)
			}
		}
		read := c.post("/webhooks/get", "").want(t, http.StatusOK)
		if got := read.object().object("data"); fmt.Sprint(got) != fmt.Sprint(want) || strings.Contains(string(read.body), "t0ken") {
			t.Errorf("%s: a read says %s, expected %v", step.set, read.body, want)
		}
		if got := authorization(step.messages); got != step.sends {
			t.Errorf("%s: got the Authorization %q, expected %q", step.set, got, step.sends)
		}
	}
	// Without a wish to replace, nothing is.
	for _, body := range []string{`{"url":"https://example.com/"}`, `{"url":"https://example.com/","token":"t0ken-3","replace":false}`} {
		c.post("/webhooks/set", body).failed(t, http.StatusConflict, "CUSTOM", "url")
	}
	if got := c.made("/webhooks/remove", `{}`); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, expected what was removed, %v", got, want)
	}
	none()
	again := c.made("/webhooks/set", `{"url":"`+first+`"}`)
	if again["_id"] == want["_id"] || again["has_token"] != false {
		t.Errorf("got %v, expected another webhook without a token", again)
	}
	if got := authorization(atFirst); got != "" {
		t.Errorf("got the Authorization %q of a webhook that was removed", got)
	}
	if len(atFirst)+len(atSecond) != 0 {
		t.Error("a message came twice or to the wrong place")
	}
}

func TestOkraTestMessage(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, c := range f.companies() {
		url, messages := receiver(t)
		hook := c.made("/webhooks/set", `{"url":"`+url+`"}`)
		c.made("/webhooks/test", ``)
		got := (<-messages).payload(t)
		if got.text("message") == "" {
			t.Error("the message has no message")
		}
		delete(got, "message")
		want := object{
			"method": "TEST", "callback_type": "TEST", "callback_code": "TEST", "status": "is_success", "env": hook["env"], "record": nil, "customerId": nil,
			"bankId": nil, "owner": c.token, "started_at": "2026-03-01T12:00:00Z", "ended_at": "2026-03-01T12:00:00Z",
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, expected %v", got, want)
		}
	}
}

func TestOkraDeliveriesAreListed(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	// Another machine's address: nothing is sent there, and the list says so.
	hook := c.made("/webhooks/set", `{"url":"https://192.0.2.1/hook"}`)
	var ids []string
	for range 3 {
		ids = append([]string{c.made("/webhooks/test", `{}`).text("delivery_id")}, ids...)
		if err := c.box.Idle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i, id := range ids {
		data := c.made("/webhooks/deliveries", fmt.Sprintf(`{"page":"%d","limit":1}`, i+1))
		if p := data.object("pagination"); p["totalDocs"] != 3.0 || p["hasNextPage"] != (i < 2) {
			t.Errorf("got %v on page %d", p, i+1)
		}
		d, _ := data["deliveries"].([]any)[0].(map[string]any)
		attempts, _ := d["attempts"].([]any)
		if d["_id"] != id || d["webhook"] != hook["_id"] || d["event"] != "TEST" || d["status"] != "failed" || d["created_at"] != "2026-03-01T12:00:00Z" || len(attempts) != 1 {
			t.Errorf("got %v, expected delivery %s to have failed once", d, id)
			continue
		}
		a := object(attempts[0].(map[string]any)) //nolint:forcetypeassert // A panic fails the test.
		if a["attempted_at"] != "2026-03-01T12:00:00.000Z" || a["status_code"] != nil || a.text("error") == "" || a["duration_ms"] == nil {
			t.Errorf("got the attempt %v", a)
		}
	}
	url, messages := receiver(t)
	c.made("/webhooks/set", `{"url":"`+url+`","replace":true}`)
	c.made("/webhooks/test", `{}`)
	<-messages
	if err := c.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	newest := c.list("/webhooks/deliveries", `{"limit":2}`, "deliveries")
	if len(newest) != 2 || newest[0]["status"] != "succeeded" || newest[1]["_id"] != ids[0] {
		t.Errorf("got %v, expected a success before the failures", newest)
	}
	c.made("/webhooks/remove", `{}`)
	c.made("/webhooks/set", `{"url":"`+url+`"}`)
	if got := c.list("/webhooks/deliveries", `{}`, "deliveries"); len(got) != 0 {
		t.Errorf("got %v, expected none of the webhook that was removed", got)
	}
}

// TestOkraRetriesWithThePresentToken refuses a message, and changes the token
// before it is sent again.
func TestOkraRetriesWithThePresentToken(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	url, messages := refusingOnce(t)
	c.made("/webhooks/set", `{"url":"`+url+`","token":"old"}`)
	c.made("/webhooks/test", `{}`)
	first := <-messages
	if err := c.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.made("/webhooks/set", `{"url":"`+url+`","token":"new","replace":true}`)
	c.advance(5 * time.Second)
	second := <-messages
	if first.header.Get("Authorization") != "Bearer old" || second.header.Get("Authorization") != "Bearer new" || string(first.body) != string(second.body) {
		t.Errorf("got %v, then %v", first.header, second.header)
	}
	if err := c.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := c.list("/webhooks/deliveries", `{}`, "deliveries")
	if len(list) != 1 || list[0]["status"] != "succeeded" || len(list[0]["attempts"].([]any)) != 2 { //nolint:forcetypeassert // A panic fails the test.
		t.Errorf("got %v, expected one delivery in two attempts", list)
	}
}

// TestOkraWebhooksAreKeptApart gives every organisation and environment a
// webhook, and Tok one too: each gets its own messages.
func TestOkraWebhooksAreKeptApart(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.AutoAuthorize = true })
	ids := map[string]bool{}
	var all []<-chan received
	for i, c := range f.companies() {
		url, messages := receiver(t)
		hook := c.made("/webhooks/set", fmt.Sprintf(`{"url":%q,"token":"token-%d"}`, url, i))
		ids[hook.text("_id")] = true
		all = append(all, messages)
	}
	if len(ids) != 4 {
		t.Errorf("got the ids %v, expected four", ids)
	}
	url, tok := receiver(t)
	hook := f.webhook(url)
	for i, c := range f.companies() {
		c.made("/webhooks/test", `{}`)
		if m := <-all[i]; m.header.Get("Authorization") != fmt.Sprintf("Bearer token-%d", i) || m.payload(t)["owner"] != c.token {
			t.Errorf("company %d got %s with %v", i, m.body, m.header)
		}
	}
	f.consent("erste-hr")
	for range 5 {
		if m := <-tok; !m.verifies(t, hook.text("signingSecret")) || m.header.Get("Authorization") != "" {
			t.Errorf("Tok's message came with %v", m.header)
		}
	}
	// Neither platform shows the other's.
	if list := f.do("GET", "/webhooks", "").data(); len(list) != 1 {
		t.Errorf("got %v, expected Tok's webhook alone", list)
	}
	for id := range ids {
		f.do("GET", "/webhooks/"+id, "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
		f.do("DELETE", "/webhooks/"+id, "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
	}
	if err := f.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, messages := range all {
		if len(messages) != 0 {
			t.Errorf("company %d got %s", i, (<-messages).body)
		}
	}
	if len(tok) != 0 {
		t.Errorf("Tok's webhook got %s", (<-tok).body)
	}
}
