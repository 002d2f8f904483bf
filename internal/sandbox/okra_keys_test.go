// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestOkraSecretKey reads a secret key as a JWT and uses it.
func TestOkraSecretKey(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, c := range f.companies() {
		environment := map[string]string{"/okra/v2": "production", "/okra/v2/sandbox": "production-sandbox"}[c.base]
		now := f.box.Now()
		made, text := c.secretKey("ci")
		parts := strings.Split(text, ".")
		if len(parts) != 3 {
			t.Fatalf("got %d parts, expected the three of a JWT", len(parts))
		}
		var header, payload object
		for i, dest := range []*object{&header, &payload} {
			raw, err := base64.RawURLEncoding.DecodeString(parts[i])
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(raw, dest); err != nil {
				t.Fatal(err)
			}
		}
		if fmt.Sprint(header) != "map[alg:HS256 typ:JWT]" || len(payload) != 2 || payload["_id"] != c.token || payload["iat"] != float64(now.Unix()) {
			t.Errorf("got the header %v and the payload %v", header, payload)
		}
		for name, want := range map[string]any{
			"name": "ci", "type": "secret", "key_hint": "eyJ…" + text[len(text)-4:], "fingerprint": fingerprint(text), "env": environment,
			"status": "active", "created_at": now.Format(time.RFC3339), "expires_at": nil, "last_used_at": nil,
		} {
			if got, ok := made[name]; !ok || got != want {
				t.Errorf("%s: got %v, expected %v", name, got, want)
			}
		}
		if id := made.text("_id"); !regexp.MustCompile(`^[0-9a-f]{24}$`).MatchString(id) || !strings.HasPrefix(id, fmt.Sprintf("%08x", now.Unix())) {
			t.Errorf("got the id %q, expected an ObjectId of now", id)
		}
		f.advance(time.Minute)
		if !c.holding(text).works() {
			t.Error("the new key does not work")
		}
		read := c.post("/keys/getById", `{"id":"`+made.text("_id")+`"}`).want(t, http.StatusOK)
		if got := read.object().object("data"); got["last_used_at"] != c.box.Now().Format(time.RFC3339) || got["key"] != nil || len(got) != len(made) {
			t.Errorf("got %v, expected the time of its use and no key", got)
		}
		if strings.Contains(string(read.body), text) {
			t.Error("the key can be read a second time")
		}
	}
}

func TestOkraPublicKey(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	made := c.made("/keys/create", `{"name":"widget","type":"public","expires_in_seconds":3600}`)
	text := made.text("key")
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(text) {
		t.Errorf("got %q, expected a random UUID", text)
	}
	if made["key_hint"] != text[:8]+"…"+text[len(text)-4:] || made["fingerprint"] != fingerprint(text) || made["type"] != "public" || made["expires_at"] != "2026-03-01T13:00:00Z" {
		t.Errorf("got %v", made)
	}
	if got := c.made("/keys/getById", `{"id":"`+made.text("_id")+`"}`); got["key"] != text {
		t.Errorf("got %v, expected a public key to stay readable", got)
	}
	if c.holding(text).works() || c.holding(c.keys.PublicKey).works() {
		t.Error("a public key opens the API")
	}
}

func TestOkraKeyDies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kill           func(c company, id string)
		status, expiry string
	}{
		"revoked":     {func(c company, id string) { c.made("/keys/revoke", `{"id":"`+id+`"}`) }, "revoked", "2026-03-01T12:00:00Z"},
		"revoked now": {func(c company, id string) { c.made("/keys/revoke", `{"id":"`+id+`","after_seconds":0}`) }, "revoked", "2026-03-01T12:00:00Z"},
		"revoked later": {func(c company, id string) {
			if got := c.made("/keys/revoke", `{"id":"`+id+`","after_seconds":60}`); got["status"] != "active" || got["expires_at"] != "2026-03-01T12:01:00Z" {
				c.t.Errorf("got %v, expected a minute more", got)
			}
			c.made("/keys/revoke", `{"id":"`+id+`","after_seconds":3600}`) // Later than that: the minute stays.
			c.advance(time.Minute)
		}, "expired", "2026-03-01T12:01:00Z"},
		"expired": {func(c company, _ string) { c.advance(2 * time.Hour) }, "expired", "2026-03-01T14:00:00Z"},
		"expired now": {func(c company, id string) {
			c.made("/keys/update", `{"id":"`+id+`","expires_in_seconds":0}`)
		}, "expired", "2026-03-01T12:00:00Z"},
		"expired soon": {func(c company, id string) {
			c.made("/keys/update", `{"id":"`+id+`","expires_in_seconds":5}`)
			c.advance(5 * time.Second)
		}, "expired", "2026-03-01T12:00:05Z"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t).okra()
			made := c.made("/keys/create", `{"name":"short","type":"secret","expires_in_seconds":7200}`)
			id, holder := made.text("_id"), c.holding(made.text("key"))
			if !holder.works() {
				t.Fatal("the key never worked")
			}
			tt.kill(c, id)
			if holder.works() {
				t.Error("a dead key works")
			}
			check := func(got object) {
				t.Helper()
				if got["status"] != tt.status || got["expires_at"] != tt.expiry || got["name"] != "short" {
					t.Errorf("got %v, expected %s with its expiry at %s", got, tt.status, tt.expiry)
				}
			}
			read := func() { t.Helper(); check(c.made("/keys/getById", `{"id":"`+id+`"}`)) }
			read()
			// Death is final.
			for _, body := range []string{`"expires_in_seconds":null`, `"expires_in_seconds":60`, `"name":"alive"`} {
				c.post("/keys/update", `{"id":"`+id+`",`+body+`}`).failed(t, http.StatusConflict, "CUSTOM", "")
			}
			c.advance(time.Hour)
			check(c.made("/keys/revoke", `{"id":"`+id+`"}`))
			read()

			// A dead key can be read for 30 days.
			expiry, err := time.Parse(time.RFC3339, tt.expiry)
			if err != nil {
				t.Fatal(err)
			}
			c.advance(expiry.Add(30*24*time.Hour - time.Second).Sub(c.box.Now()))
			read()
			c.advance(time.Second)
			for _, path := range []string{"/keys/getById", "/keys/update", "/keys/revoke"} {
				c.post(path, `{"id":"`+id+`"}`).failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
			}
			for _, k := range c.list("/keys/list", `{"limit":100}`, "keys") {
				if k.text("_id") == id {
					t.Error("a key that has been dead for 30 days is still listed")
				}
			}
		})
	}
}

func TestOkraKeyCanBeChanged(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	made := c.made("/keys/create", `{"name":"first","type":"secret","expires_in_seconds":60}`)
	steps := []struct {
		change, name string
		expiry       any
	}{
		{`"name":"second"`, "second", "2026-03-01T12:01:00Z"},
		{`"expires_in_seconds":120`, "second", "2026-03-01T12:02:00Z"},
		{`"expires_in_seconds":"x"`, "", nil},
		{`"expires_in_seconds":null,"name":"third"`, "third", nil},
	}
	for _, step := range steps {
		body := `{"id":"` + made.text("_id") + `",` + step.change + `}`
		if step.name == "" {
			c.post("/keys/update", body).failed(t, http.StatusBadRequest, "CUSTOM", "expires_in_seconds")
			continue
		}
		got := c.made("/keys/update", body)
		if got["name"] != step.name || got["expires_at"] != step.expiry || got["key"] != nil {
			t.Errorf("%s: got %v", step.change, got)
		}
		if read := c.made("/keys/getById", `{"id":"`+made.text("_id")+`"}`); fmt.Sprint(read) != fmt.Sprint(got) {
			t.Errorf("%s: a read says %v, the update said %v", step.change, read, got)
		}
	}
	c.advance(10 * 365 * 24 * time.Hour)
	if !c.holding(made.text("key")).works() {
		t.Error("a key without an expiry has expired")
	}
}

func TestOkraKeyMayRevokeItself(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	made, text := c.secretKey("own")
	self := c.holding(text)
	if got := self.made("/keys/revoke", `{"id":"`+made.text("_id")+`"}`); got["status"] != "revoked" {
		t.Errorf("got %v", got)
	}
	if self.works() {
		t.Error("the key works on")
	}
}

// TestOkraKeysArePaged walks the list by pages of every size and gets each key
// once, newest first.
func TestOkraKeysArePaged(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	const made = 7
	for i := range made {
		c.secretKey(fmt.Sprintf("key %d", i))
	}
	const total = made + 2
	for limit := 1; limit <= total+1; limit++ {
		var names []string
		pages := max(1, (total+limit-1)/limit)
		for page := 1; page <= pages+1; page++ {
			// Numbers and texts of digits are the same.
			body := fmt.Sprintf(`{"page":%d,"limit":"%d"}`, page, limit)
			data := c.made("/keys/list", body)
			got := data.object("pagination")
			want := object{
				"totalDocs": float64(total), "limit": float64(limit), "page": float64(page), "totalPages": float64(pages), "pagingCounter": float64((page-1)*limit + 1),
				"hasPrevPage": page > 1, "hasNextPage": page < pages, "prevPage": nil, "nextPage": nil,
			}
			if page > 1 {
				want["prevPage"] = float64(page - 1)
			}
			if page < pages {
				want["nextPage"] = float64(page + 1)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: got %v, expected %v", body, got, want)
			}
			keys, ok := data["keys"].([]any)
			if !ok || (page > pages && len(keys) != 0) {
				t.Errorf("%s: got %v, expected an empty list past the end", body, data["keys"])
			}
			for _, k := range keys {
				names = append(names, k.(map[string]any)["name"].(string)) //nolint:forcetypeassert // A panic fails the test.
			}
		}
		want := "key 6,key 5,key 4,key 3,key 2,key 1,key 0,Seeded secret key,Seeded public key"
		if got := strings.Join(names, ","); got != want {
			t.Errorf("limit %d: got %s, expected %s", limit, got, want)
		}
	}
	if got := c.made("/keys/list", "").object("pagination"); got["limit"] != 10.0 || got["page"] != 1.0 {
		t.Errorf("got %v, expected the first page of ten", got)
	}
}

func TestOkraKeysCanBeFiltered(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	revoked, _ := c.secretKey("revoked")
	c.made("/keys/revoke", `{"id":"`+revoked.text("_id")+`"}`)
	c.made("/keys/create", `{"name":"expired","type":"public","expires_in_seconds":1}`)
	c.advance(time.Second)
	c.keyed("lookup-1").secretKey("active")
	for body, want := range map[string]string{
		`{}`:                   "active,expired,revoked,Seeded secret key,Seeded public key",
		`{"status":"active"}`:  "active,Seeded secret key,Seeded public key",
		`{"status":"revoked"}`: "revoked",
		`{"status":"expired"}`: "expired",
		`{"idempotency_key_sha256":"` + digestOf("lookup-1") + `"}`:                    "active",
		`{"idempotency_key_sha256":"` + digestOf("lookup-2") + `"}`:                    "",
		`{"idempotency_key_sha256":"` + digestOf("lookup-1") + `","status":"revoked"}`: "",
	} {
		var names []string
		keys := c.list("/keys/list", body, "keys")
		for _, k := range keys {
			names = append(names, k.text("name"))
			if k["type"] == "secret" && k["key"] != nil {
				t.Errorf("%s: the list shows a secret key", body)
			}
		}
		if got := strings.Join(names, ","); got != want {
			t.Errorf("%s: got %q, expected %q", body, got, want)
		}
		if total := c.made("/keys/list", body).object("pagination")["totalDocs"]; total != float64(len(keys)) {
			t.Errorf("%s: got totalDocs %v for %d keys", body, total, len(keys))
		}
	}
	other := c.company(0, "production")
	if got := other.list("/keys/list", `{"idempotency_key_sha256":"`+digestOf("lookup-1")+`"}`, "keys"); len(got) != 0 {
		t.Errorf("the other environment finds %v", got)
	}
}
