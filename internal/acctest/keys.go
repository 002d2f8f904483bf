// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// Keys is a platform that has API keys: what the scenarios of that capability
// need to know of it, so that each of them is written once.
type Keys struct {
	*Env

	Platform string // as in the provider block
	// Lines are what the block of an openbanking_api_key needs on this platform
	// beside a name.
	Lines string
	// Pattern and IDPattern are what a key and its id look like.
	Pattern, IDPattern string
	// Unknown is an id that nothing has.
	Unknown string

	keys keyAPI
}

// Key is an API key as the platform describes it, whatever its spelling.
type Key struct {
	ID, Name, Key, Fingerprint, Status, ExpiresAt string
}

// keyAPI is one platform's way of managing keys by hand.
type keyAPI interface {
	hcl(settings string, blocks ...string) string
	as(key string) keyAPI // with another key for the provider
	create(name string) Key
	get(id string) Key
	list() []Key
	rename(id, name string)
	expire(id string, seconds any) // nil for never
	revoke(id string)
	works(key string) int // status of a cheap call with it
	checkRevoked() func(*terraform.State) error
	getRoute(id string) (method, path string)
}

// OnKeys runs a scenario on every platform that has API keys, each with a sandbox
// of its own.
func OnKeys(t *testing.T, scenario func(t *testing.T, k *Keys), options ...Option) {
	t.Helper()
	t.Run("tok", func(t *testing.T) {
		t.Parallel()
		e := New(t, options...)
		scenario(t, &Keys{
			Env: e, Platform: "tok", Pattern: `^tok_sandbox_\w{20,}$`, IDPattern: `^key_[0-9A-Z]{26}$`,
			Unknown: "key_01JZZZZZZZZZZZZZZZZZZZZZZZ", keys: tokKeys{e},
		})
	})
	t.Run("okra", func(t *testing.T) {
		t.Parallel()
		o := NewOkra(t, options...)
		scenario(t, &Keys{
			Env: o.Env, Platform: "okra", Lines: `type = "secret"`, Pattern: `^eyJ[\w-]+\.[\w-]+\.[\w-]+$`, IDPattern: `^[0-9a-f]{24}$`,
			Unknown: "5d6fe57a4099cc4b210bffff", keys: okraKeys{o},
		})
	})
}

// HCL is a configuration of the provider for the platform, followed by blocks.
func (k *Keys) HCL(blocks ...string) string { return k.keys.hcl("", blocks...) }

// HCLWith is HCL with further lines in the provider block.
func (k *Keys) HCLWith(settings string, blocks ...string) string {
	return k.keys.hcl(settings, blocks...)
}

// HCLAs is HCL for a provider that authenticates with the given key.
func (k *Keys) HCLAs(key string, blocks ...string) string { return k.keys.as(key).hcl("", blocks...) }

// Create makes a key past the provider.
func (k *Keys) Create(name string) Key { k.t.Helper(); return k.keys.create(name) }

// Get describes a key.
func (k *Keys) Get(id string) Key { k.t.Helper(); return k.keys.get(id) }

// List describes all keys.
func (k *Keys) List() []Key { k.t.Helper(); return k.keys.list() }

// Rename changes a key past the provider.
func (k *Keys) Rename(id, name string) { k.t.Helper(); k.keys.rename(id, name) }

// Expire sets a key's expiry past the provider, in seconds from now; nil for
// never.
func (k *Keys) Expire(id string, seconds any) { k.t.Helper(); k.keys.expire(id, seconds) }

// Revoke ends a key past the provider.
func (k *Keys) Revoke(id string) { k.t.Helper(); k.keys.revoke(id) }

// Works returns the status of a call that authenticates with a key.
func (k *Keys) Works(key string) int { k.t.Helper(); return k.keys.works(key) }

// CheckRevoked asks the platform whether every key of the state has ended.
func (k *Keys) CheckRevoked() func(*terraform.State) error { return k.keys.checkRevoked() }

// GetRoute is the request that reads one key, for faults.
func (k *Keys) GetRoute(id string) (method, path string) { return k.keys.getRoute(id) }

type tokKeys struct{ *Env }

func (k tokKeys) hcl(settings string, blocks ...string) string { return k.HCLWith(settings, blocks...) }

func (k tokKeys) as(key string) keyAPI {
	e := *k.Env
	e.Key = key
	return tokKeys{&e}
}

func (tokKeys) read(o map[string]any) Key {
	return Key{
		ID: text(o["id"]), Name: text(o["name"]), Key: text(o["key"]), Fingerprint: text(o["fingerprint"]),
		Status: text(o["status"]), ExpiresAt: text(o["expiresAt"]),
	}
}

func (k tokKeys) create(name string) Key {
	return k.read(k.API.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": name}))
}

func (k tokKeys) get(id string) Key {
	return k.read(k.API.Must(http.StatusOK, http.MethodGet, "/api-keys/"+id, nil))
}

func (k tokKeys) list() []Key {
	var keys []Key
	for _, o := range k.API.All("/api-keys") {
		keys = append(keys, k.read(o))
	}
	return keys
}

func (k tokKeys) rename(id, name string) {
	k.API.Must(http.StatusOK, http.MethodPatch, "/api-keys/"+id, map[string]any{"name": name})
}

func (k tokKeys) expire(id string, seconds any) {
	k.API.Must(http.StatusOK, http.MethodPatch, "/api-keys/"+id, map[string]any{"expiresInSeconds": seconds})
}

func (k tokKeys) revoke(id string) {
	k.API.Must(http.StatusNoContent, http.MethodDelete, "/api-keys/"+id, nil)
}

func (k tokKeys) works(key string) int {
	status, _ := k.API.As(key).Call(http.MethodGet, "/organisation", nil)
	return status
}

func (k tokKeys) checkRevoked() func(*terraform.State) error {
	return k.API.CheckDestroyed("openbanking_api_key", "/api-keys", HasStatus("revoked"))
}

func (tokKeys) getRoute(id string) (method, path string) {
	return http.MethodGet, "/tok/v1/api-keys/" + id
}

type okraKeys struct{ *Okra }

func (k okraKeys) hcl(settings string, blocks ...string) string {
	return k.HCLWith(settings, blocks...)
}

func (k okraKeys) as(key string) keyAPI {
	o := *k.Okra
	o.SecretKey = key
	return okraKeys{&o}
}

func (okraKeys) read(o map[string]any) Key {
	return Key{
		ID: text(o["_id"]), Name: text(o["name"]), Key: text(o["key"]), Fingerprint: text(o["fingerprint"]),
		Status: text(o["status"]), ExpiresAt: text(o["expires_at"]),
	}
}

func (k okraKeys) create(name string) Key {
	return k.read(k.Ask("/keys/create", map[string]any{"name": name, "type": "secret"}))
}

func (k okraKeys) get(id string) Key {
	return k.read(k.Ask("/keys/getById", map[string]any{"id": id}))
}

func (k okraKeys) list() []Key {
	var keys []Key
	for _, o := range k.All("/keys/list", "keys", nil) {
		keys = append(keys, k.read(o))
	}
	return keys
}

func (k okraKeys) rename(id, name string) {
	k.Ask("/keys/update", map[string]any{"id": id, "name": name})
}

func (k okraKeys) expire(id string, seconds any) {
	k.Ask("/keys/update", map[string]any{"id": id, "expires_in_seconds": seconds})
}

func (k okraKeys) revoke(id string) { k.Ask("/keys/revoke", map[string]any{"id": id}) }

func (k okraKeys) works(key string) int {
	status, _ := k.API.As(key).Call(http.MethodPost, "/products/accounts", map[string]any{"limit": 1})
	return status
}

func (k okraKeys) checkRevoked() func(*terraform.State) error {
	return k.CheckDestroyed("openbanking_api_key", "/keys/getById", HasStatus("revoked"))
}

func (okraKeys) getRoute(string) (method, path string) {
	return http.MethodPost, "/okra/v2/sandbox/keys/getById"
}

// text is a field that is a text, or "".
func text(field any) string {
	value, _ := field.(string)
	return value
}
