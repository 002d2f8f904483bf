// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestOkraIdempotencyKey covers every POST that takes one.
func TestOkraIdempotencyKey(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path string
		// The same request written twice, and another one.
		body, same, other string
		status            int
	}{
		"secret key": {
			"/keys/create",
			`{"name":"a","type":"secret","expires_in_seconds":60}`, ` { "type":"secret", "expires_in_seconds": 60, "name": "a" } `,
			`{"name":"b","type":"secret","expires_in_seconds":60}`, http.StatusCreated,
		},
		"webhook": {
			"/webhooks/set",
			`{"url":"https://example.com/","token":"t","replace":true}`, `{"replace":true, "token":"t", "url":"https://example.com/"}`,
			`{"url":"https://example.com/","token":"u","replace":true}`, http.StatusOK,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			c := f.okra().keyed("run-1")
			first := c.post(tt.path, tt.body).want(t, tt.status)
			if first.header.Get("Idempotent-Replayed") != "" {
				t.Error("the first answer says that it is a replay")
			}
			f.advance(time.Hour)
			replay := c.post(tt.path, tt.same).want(t, tt.status)
			if string(replay.body) != string(first.body) || replay.header.Get("Idempotent-Replayed") != "true" {
				t.Errorf("got %s, expected the first answer %s", replay.body, first.body)
			}
			c.post(tt.path, tt.other).failed(t, http.StatusConflict, "CUSTOM", "Idempotency-Key")
			c.post(tt.path, `{}`).failed(t, http.StatusConflict, "CUSTOM", "Idempotency-Key")

			// Another scope's use of the same text is another key, and so is another text.
			for _, another := range []company{f.okra().keyed("run-2"), f.company(0, "production").keyed("run-1"), f.company(1, "sandbox").keyed("run-1")} {
				if got := another.post(tt.path, tt.body).want(t, tt.status); got.header.Get("Idempotent-Replayed") != "" {
					t.Errorf("another request got the first one's answer: %s", got.body)
				}
			}
			f.advance(23*time.Hour - time.Second)
			if got := c.post(tt.path, tt.body); string(got.body) != string(first.body) {
				t.Errorf("after almost 24 hours: got %s, expected the first answer", got.body)
			}
			f.advance(time.Second)
			if got := c.post(tt.path, tt.other).want(t, tt.status); got.header.Get("Idempotent-Replayed") != "" {
				t.Errorf("after 24 hours: got %s, expected it to be done", got.body)
			}
		})
	}
}

// TestOkraReplayChangesNothing replays the setting of a webhook after another
// one took its place.
func TestOkraReplayChangesNothing(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	first := c.keyed("run-1").made("/webhooks/set", `{"url":"https://example.com/first"}`)
	c.made("/webhooks/set", `{"url":"https://example.com/second","replace":true}`)
	if got := c.keyed("run-1").made("/webhooks/set", `{"url":"https://example.com/first"}`); got["url"] != first["url"] {
		t.Errorf("got %v, expected the first answer", got)
	}
	if got := c.made("/webhooks/get", ""); got["url"] != "https://example.com/second" {
		t.Errorf("a replay set %v", got)
	}
}

// TestOkraIdempotencyKeyIsItsOwn uses the same text for several endpoints and
// platforms.
func TestOkraIdempotencyKeyIsItsOwn(t *testing.T) {
	t.Parallel()
	f := start(t)
	c := f.okra().keyed("run-1")
	c.secretKey("a")
	c.post("/webhooks/set", `{"url":"https://example.com/"}`).failed(t, http.StatusConflict, "CUSTOM", "Idempotency-Key")
	f.with("Idempotency-Key", "run-1").do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
	f.okto().keyed("run-1").reset()
}

// TestOkraRefusalIsNotRemembered lets a request that was refused be corrected
// under its key.
func TestOkraRefusalIsNotRemembered(t *testing.T) {
	t.Parallel()
	c := start(t).okra().keyed("run-1")
	c.post("/keys/create", `{"name":"","type":"secret"}`).failed(t, http.StatusBadRequest, "CUSTOM", "name")
	c.post("/keys/create", `{"name":"a"`).failed(t, http.StatusBadRequest, "CUSTOM", "")
	c.secretKey("a")
}

func TestOkraIdempotencyKeyIsChecked(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	for _, key := range []string{"", "two words", "ü", strings.Repeat("x", 256)} {
		for _, path := range []string{"/keys/create", "/webhooks/set"} {
			c.keyed(key).post(path, `{"name":"a","type":"secret"}`).failed(t, http.StatusBadRequest, "CUSTOM", "Idempotency-Key")
		}
		c.keyed(key).post("/keys/list", "").want(t, http.StatusOK) // Takes none, and does not look.
	}
	c.keyed(strings.Repeat("~", 255)).secretKey("a")
}

// TestOkraHidesForeignKeys asks for a key as everybody else. The answer is the
// same as for a key that does not exist.
func TestOkraHidesForeignKeys(t *testing.T) {
	t.Parallel()
	f := start(t)
	c := f.okra()
	made, text := c.secretKey("own")
	id := made.text("_id")
	unknown := id[:20] + "0000"
	for _, stranger := range f.companies()[1:] {
		for path, rest := range map[string]string{"/keys/getById": "", "/keys/update": `,"name":"stolen"`, "/keys/revoke": ""} {
			foreign, missing := stranger.post(path, `{"id":"`+id+`"`+rest+`}`), stranger.post(path, `{"id":"`+unknown+`"`+rest+`}`)
			foreign.failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
			if strings.ReplaceAll(string(foreign.body), id, "…") != strings.ReplaceAll(string(missing.body), unknown, "…") {
				t.Errorf("%s: a stranger can tell a foreign key from none: %s, %s", path, foreign.body, missing.body)
			}
		}
		for _, k := range stranger.list("/keys/list", `{"limit":100}`, "keys") {
			if k["_id"] == id {
				t.Error("a stranger sees the key")
			}
		}
	}
	if got := c.made("/keys/getById", `{"id":"`+id+`"}`); got["name"] != "own" || got["status"] != "active" || !c.holding(text).works() {
		t.Errorf("a stranger changed the key: %v", got)
	}
}
