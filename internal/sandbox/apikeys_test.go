// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAPIKeyIsShownOnceAndWorks(t *testing.T) {
	t.Parallel()
	f := start(t)
	made := f.do("POST", "/api-keys", `{"name":"ci","expiresInSeconds":3600}`).want(t, http.StatusCreated).object()
	id, key := made.text("id"), made.text("key")
	sum := sha256.Sum256([]byte(key))
	for name, want := range map[string]any{
		"fingerprint": "sha256:" + hex.EncodeToString(sum[:]),
		"keyHint":     "tok_sandbox_…" + key[len(key)-4:],
		"status":      "active",
		"createdAt":   "2026-03-01T12:00:00Z",
		"expiresAt":   "2026-03-01T13:00:00Z",
		"lastUsedAt":  nil,
	} {
		if made[name] != want {
			t.Errorf("%s: got %v, expected %v", name, made[name], want)
		}
	}

	who := f.as(key).do("GET", "/organisation", "").want(t, http.StatusOK).object()
	if who["apiKeyId"] != id || who["environment"] != "sandbox" {
		t.Errorf("the new key is %v in %v, expected %s in sandbox", who["apiKeyId"], who["environment"], id)
	}
	read := f.do("GET", "/api-keys/"+id, "").want(t, http.StatusOK)
	if read.object()["lastUsedAt"] != "2026-03-01T12:00:00Z" {
		t.Errorf("the key was used, but lastUsedAt is %v", read.object()["lastUsedAt"])
	}
	if strings.Contains(string(read.body), key) {
		t.Error("the key's text can be read a second time")
	}
}

func TestAPIKeyDies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kill   func(f *fixture, id string)
		status string
	}{
		"revoked": {func(f *fixture, id string) { f.do("DELETE", "/api-keys/"+id, "").want(f.t, http.StatusNoContent) }, "revoked"},
		"expired": {func(f *fixture, _ string) { f.advance(time.Hour) }, "expired"},
		"expired now": {func(f *fixture, id string) {
			f.do("PATCH", "/api-keys/"+id, `{"expiresInSeconds":0}`).want(f.t, http.StatusOK)
		}, "expired"},
		"expired soon": {func(f *fixture, id string) {
			f.do("PATCH", "/api-keys/"+id, `{"expiresInSeconds":5}`)
			f.advance(5 * time.Second)
		}, "expired"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			made := f.do("POST", "/api-keys", `{"name":"short","expiresInSeconds":3600}`).want(t, http.StatusCreated).object()
			id := made.text("id")
			f.as(made.text("key")).do("GET", "/organisation", "").want(t, http.StatusOK)
			tt.kill(f, id)
			f.as(made.text("key")).do("GET", "/organisation", "").refused(t, http.StatusUnauthorized, "INVALID_API_KEY", "")

			// A dead key stays readable, can be renamed, is not revived, and can be deleted again.
			check := func() {
				t.Helper()
				if got := f.do("GET", "/api-keys/"+id, "").want(t, http.StatusOK).object()["status"]; got != tt.status {
					t.Errorf("got status %v, expected %s", got, tt.status)
				}
			}
			check()
			f.do("PATCH", "/api-keys/"+id, `{"name":"dead"}`).want(t, http.StatusOK)
			f.do("PATCH", "/api-keys/"+id, `{"expiresInSeconds":null}`).refused(t, http.StatusBadRequest, "INVALID_REQUEST", "expiresInSeconds")
			f.do("DELETE", "/api-keys/"+id, "").want(t, http.StatusNoContent)
			check()

			f.advance(30*24*time.Hour - time.Second)
			check()
			f.advance(time.Second)
			f.do("GET", "/api-keys/"+id, "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
			f.do("DELETE", "/api-keys/"+id, "").refused(t, http.StatusNotFound, "NOT_FOUND", "")
			for _, k := range f.do("GET", "/api-keys", "").data() {
				if k.text("id") == id {
					t.Error("a key that has been dead for 30 days is still listed")
				}
			}
		})
	}
}

func TestAPIKeyExpiryCanBeRemoved(t *testing.T) {
	t.Parallel()
	f := start(t)
	made := f.do("POST", "/api-keys", `{"name":"kept","expiresInSeconds":60}`).want(t, http.StatusCreated).object()
	changed := f.do("PATCH", "/api-keys/"+made.text("id"), `{"expiresInSeconds":null}`).want(t, http.StatusOK).object()
	if changed["expiresAt"] != nil {
		t.Errorf("got expiresAt %v, expected null", changed["expiresAt"])
	}
	f.advance(10 * 365 * 24 * time.Hour)
	f.as(made.text("key")).do("GET", "/organisation", "").want(t, http.StatusOK)
}

func TestKeyMayRevokeItself(t *testing.T) {
	t.Parallel()
	f := start(t)
	id := f.do("GET", "/organisation", "").object().text("apiKeyId")
	f.do("DELETE", "/api-keys/"+id, "").want(t, http.StatusNoContent)
	f.do("GET", "/organisation", "").refused(t, http.StatusUnauthorized, "INVALID_API_KEY", "")
}

// TestListIsPaged walks a list by pages of every size and gets each object once,
// newest first.
func TestListIsPaged(t *testing.T) {
	t.Parallel()
	f := start(t)
	const made = 7
	for i := range made {
		f.do("POST", "/api-keys", fmt.Sprintf(`{"name":"key %d"}`, i)).want(t, http.StatusCreated)
	}
	for limit := 1; limit <= made+2; limit++ {
		var names []string
		pages, cursor := 0, ""
		for {
			page := f.do("GET", fmt.Sprintf("/api-keys?limit=%d%s", limit, cursor), "").want(t, http.StatusOK)
			pages++
			for _, k := range page.data() {
				names = append(names, k.text("name"))
			}
			next := page.object()["nextCursor"]
			if next == nil {
				break
			}
			cursor = fmt.Sprintf("&cursor=%v", next)
		}
		want := "key 6,key 5,key 4,key 3,key 2,key 1,key 0,Seeded key"
		if got := strings.Join(names, ","); got != want {
			t.Errorf("limit %d: got %s, expected %s", limit, got, want)
		}
		if want := (made + limit) / limit; pages != want {
			t.Errorf("limit %d: got %d pages, expected %d", limit, pages, want)
		}
	}
}

func TestAPIKeysCanBeFiltered(t *testing.T) {
	t.Parallel()
	f := start(t)
	revoked := f.do("POST", "/api-keys", `{"name":"revoked"}`).object().text("id")
	f.do("DELETE", "/api-keys/"+revoked, "").want(t, http.StatusNoContent)
	f.do("POST", "/api-keys", `{"name":"expired","expiresInSeconds":1}`).want(t, http.StatusCreated)
	f.advance(time.Second)
	f.with("Idempotency-Key", "lookup-1").do("POST", "/api-keys", `{"name":"active"}`).want(t, http.StatusCreated)

	for query, want := range map[string]string{
		"":                "active,expired,revoked,Seeded key",
		"?status=active":  "active,Seeded key",
		"?status=revoked": "revoked",
		"?status=expired": "expired",
		"?idempotencyKeySha256=" + digestOf("lookup-1"):                "active",
		"?idempotencyKeySha256=" + digestOf("lookup-2"):                "",
		"?status=revoked&idempotencyKeySha256=" + digestOf("lookup-1"): "",
	} {
		list := f.do("GET", "/api-keys"+query, "").want(t, http.StatusOK)
		var names []string
		for _, k := range list.data() {
			names = append(names, k.text("name"))
		}
		if got := strings.Join(names, ","); got != want {
			t.Errorf("%s: got %q, expected %q", query, got, want)
		}
		if strings.Contains(string(list.body), `"key":`) {
			t.Errorf("%s: the list shows a key's text", query)
		}
	}
}
