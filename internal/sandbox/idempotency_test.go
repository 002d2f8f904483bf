// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestIdempotencyKey covers every POST that takes one.
func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path func(f *fixture) string
		// The same request written twice, and another one.
		body, same, other string
	}{
		"api key": {
			func(*fixture) string { return "/api-keys" },
			`{"name":"a","expiresInSeconds":60}`, ` { "expiresInSeconds": 60, "name": "a" } `, `{"name":"b","expiresInSeconds":60}`,
		},
		"webhook": {
			func(*fixture) string { return "/webhooks" },
			`{"url":"https://example.com/","events":["account.updated"]}`, `{"events":["account.updated"],"url":"https://example.com/"}`,
			`{"url":"https://example.org/","events":["account.updated"]}`,
		},
		"rotation": {
			func(f *fixture) string {
				return "/webhooks/" + f.webhook("https://example.com/").text("id") + "/rotate-secret"
			},
			`{"overlapSeconds":60}`, `{ "overlapSeconds": 60 }`, `{"overlapSeconds":61}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			path := tt.path(f)
			with := f.with("Idempotency-Key", "run-1")
			first := with.do("POST", path, tt.body)
			if first.status >= 300 {
				t.Fatalf("got %d %s", first.status, first.body)
			}
			secrets := first.object().text("key") + first.object().text("signingSecret")
			if secrets == "" {
				t.Fatal("the first answer has no secret to replay")
			}
			replay := with.do("POST", path, tt.same).want(t, first.status)
			if string(replay.body) != string(first.body) || replay.header.Get("Idempotent-Replayed") != "true" {
				t.Errorf("got %s, expected the first answer %s", replay.body, first.body)
			}
			with.do("POST", path, tt.other).refused(t, http.StatusConflict, "CONFLICT", "")
			with.do("POST", path, `{}`).refused(t, http.StatusConflict, "CONFLICT", "")

			// Another scope's use of the same text is another key, and so is another text.
			for _, another := range []*fixture{f.with("Idempotency-Key", "run-2"), with.production(), with.stranger()} {
				got := another.do("POST", path, tt.body)
				if string(got.body) == string(first.body) || strings.Contains(string(got.body), secrets) {
					t.Errorf("another request got the first one's answer: %s", got.body)
				}
			}

			f.advance(24*time.Hour - time.Second)
			if got := with.do("POST", path, tt.body); string(got.body) != string(first.body) {
				t.Errorf("after almost 24 hours: got %s, expected the first answer", got.body)
			}
			f.advance(time.Second)
			if got := with.do("POST", path, tt.other); got.status != first.status || string(got.body) == string(first.body) {
				t.Errorf("after 24 hours: got %d %s, expected a new object", got.status, got.body)
			}
		})
	}
}

func TestIdempotencyKeyIsForOneEndpoint(t *testing.T) {
	t.Parallel()
	f := start(t).with("Idempotency-Key", "run-1")
	f.do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
	f.do("POST", "/webhooks", `{"url":"https://example.com/","events":["account.updated"]}`).refused(t, http.StatusConflict, "CONFLICT", "")
}

// TestRefusalIsNotRemembered lets a request that was refused be corrected under
// its key.
func TestRefusalIsNotRemembered(t *testing.T) {
	t.Parallel()
	f := start(t).with("Idempotency-Key", "run-1")
	f.do("POST", "/api-keys", `{"name":""}`).refused(t, http.StatusBadRequest, "INVALID_REQUEST", "name")
	f.do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
}

func TestIdempotencyKeyIsChecked(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, key := range []string{"", "two words", "ü", strings.Repeat("x", 256)} {
		f.with("Idempotency-Key", key).do("POST", "/api-keys", `{"name":"a"}`).refused(t, http.StatusBadRequest, "INVALID_REQUEST", "Idempotency-Key")
	}
	f.with("Idempotency-Key", strings.Repeat("~", 255)).do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
}

// TestUnknownOutcomeCanBeLookedUp loses the answer to a POST and finds what it
// made by the digest of its key, which in place of the key makes another object.
func TestUnknownOutcomeCanBeLookedUp(t *testing.T) {
	t.Parallel()
	f := start(t)
	for path, body := range map[string]string{
		"/api-keys": `{"name":"a"}`,
		"/webhooks": `{"url":"https://example.com/","events":["account.updated"]}`,
	} {
		made := f.with("Idempotency-Key", "run-1"+path).do("POST", path, body).want(t, http.StatusCreated).object()
		f.with("Idempotency-Key", "run-2"+path).do("POST", path, body).want(t, http.StatusCreated)
		digest := digestOf("run-1" + path)
		if again := f.with("Idempotency-Key", digest).do("POST", path, body).want(t, http.StatusCreated).object(); again["id"] == made["id"] {
			t.Errorf("%s: the digest of a key has the key's answer", path)
		}
		f.advance(48 * time.Hour)
		found := f.do("GET", path+"?idempotencyKeySha256="+digest, "").want(t, http.StatusOK)
		if list := found.data(); len(list) != 1 || list[0]["id"] != made["id"] {
			t.Errorf("%s: got %s, expected %v alone", path, found.body, made["id"])
		}
		if got := f.production().do("GET", path+"?idempotencyKeySha256="+digest, "").data(); len(got) != 0 {
			t.Errorf("%s: the other environment finds %v", path, got)
		}
	}
}

// digestOf is the form of an Idempotency-Key in which lists look it up.
func digestOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
