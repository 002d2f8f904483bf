// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The types of keys.
const (
	typePublic = "public"
	typeSecret = "secret"
)

const (
	maxKeyName = 100 // Characters.
	// maxSpan is the longest span of time that can be asked for: 100 years of 365 days.
	maxSpan = 100 * 365 * 24 * 60 * 60
)

// key is a key as the platform's style would show it. Every field is always
// there; Key is null for a secret key but in the answer that made it.
type key struct {
	ID          string  `json:"_id"`
	Name        string  `json:"name"`
	Type        string  `json:"type"`
	Key         *string `json:"key"`
	KeyHint     string  `json:"key_hint"`
	Fingerprint string  `json:"fingerprint"`
	Env         string  `json:"env"`
	Status      string  `json:"status"`
	CreatedAt   string  `json:"created_at"`
	ExpiresAt   *string `json:"expires_at"`
	LastUsedAt  *string `json:"last_used_at"`
}

func showKey(k store.APIKey, now time.Time) key {
	shown := key{
		ID: k.ID, Name: k.Name, Type: typeSecret, Key: apihttp.OptionalText(k.PublicText), KeyHint: k.Hint,
		Fingerprint: apihttp.Fingerprint(k.Hash), Env: env(k.Scope.Environment), Status: k.Status(now),
		CreatedAt: apihttp.Instant(k.CreatedAt), ExpiresAt: apihttp.OptionalInstant(k.ExpiresAt), LastUsedAt: apihttp.OptionalInstant(k.LastUsedAt),
	}
	if k.PublicText != "" {
		shown.Type = typePublic
	}
	return shown
}

// keyList is the data of a list of keys.
type keyList struct {
	Pagination pagination `json:"pagination"`
	Keys       []key      `json:"keys"`
}

func createKey(c *call) (reply, error) {
	f, err := c.object("name", "type", "expires_in_seconds")
	if err != nil {
		return reply{}, err
	}
	name, err := f.RequiredText("name", maxKeyName)
	if err != nil {
		return reply{}, err
	}
	kind, err := f.RequiredText("type", maxID)
	if err != nil {
		return reply{}, err
	}
	if kind != typePublic && kind != typeSecret {
		return reply{}, unknownChoice("type", kind, typePublic, typeSecret)
	}
	k, text, err := c.newKey(kind, name)
	if err != nil {
		return reply{}, err
	}
	if f.Given("expires_in_seconds") {
		n, _, err := f.Whole("expires_in_seconds", 1, maxSpan)
		if err != nil {
			return reply{}, err
		}
		k.ExpiresAt = c.now.Add(time.Duration(n) * time.Second)
	}
	k.Idempotency = apihttp.HashOfKey(c.r)
	if err := c.tx.Keys().Insert(k); err != nil {
		return reply{}, err
	}
	shown := showKey(k, c.now)
	shown.Key = &text
	return reply{status: http.StatusCreated, message: "Key successfully created", data: shown}, nil
}

// newKey makes a key of the type, and its text.
func (c *call) newKey(kind, name string) (k store.APIKey, text string, err error) {
	if kind == typePublic {
		text = newPublicText()
		return newPublicKey(c.scope, name, text, c.now), text, nil
	}
	owner, err := c.owner()
	if err != nil {
		return k, "", err
	}
	text = secretText(owner, c.now, newSigner())
	return newSecretKey(c.scope, name, text, c.now), text, nil
}

// unknownChoice is the error for a text that is none of the options.
func unknownChoice(field, got string, options ...string) error {
	return apihttp.Invalidf(field, "The %s is %q: expected one of %s.", field, apihttp.Clip(got), apihttp.Quoted(options))
}

func listKeys(c *call) (reply, error) {
	f, err := c.object("status", "idempotency_key_sha256", "page", "limit")
	if err != nil {
		return reply{}, err
	}
	filter, err := f.keyFilter()
	if err != nil {
		return reply{}, err
	}
	p, err := f.page()
	if err != nil {
		return reply{}, err
	}
	keys, total, err := c.tx.Keys().Window(c.scope, filter, p.window(), c.now)
	if err != nil {
		return reply{}, err
	}
	list := keyList{Pagination: p.of(total), Keys: make([]key, len(keys))}
	for i, k := range keys {
		list.Keys[i] = showKey(k, c.now)
	}
	return reply{message: "Keys successfully retrieved", data: list}, nil
}

// keyFilter reads what narrows a list of keys.
func (f fields) keyFilter() (filter store.KeyFilter, err error) {
	if _, err := f.Decode("status", &filter.Status, "a text"); err != nil {
		return filter, err
	}
	statuses := []string{store.KeyActive, store.KeyRevoked, store.KeyExpired}
	if f.Has("status") && !slices.Contains(statuses, filter.Status) {
		return filter, unknownChoice("status", filter.Status, statuses...)
	}
	var digest string
	if given, err := f.Decode("idempotency_key_sha256", &digest, "a text"); err != nil || !given {
		return filter, err
	}
	filter.Idempotency, err = apihttp.KeyDigest("idempotency_key_sha256", digest)
	return filter, err
}

// keyOf returns the key that the field `id` names.
func (c *call) keyOf(f fields) (store.APIKey, error) {
	id, err := f.id("id")
	if err != nil {
		return store.APIKey{}, err
	}
	k, err := c.tx.Keys().Find(c.scope, id, c.now)
	if errors.Is(err, store.ErrNotFound) {
		return k, notFound("key", id)
	}
	return k, err
}

func getKey(c *call) (reply, error) {
	f, err := c.object("id")
	if err != nil {
		return reply{}, err
	}
	k, err := c.keyOf(f)
	if err != nil {
		return reply{}, err
	}
	return reply{message: "Key successfully retrieved", data: showKey(k, c.now)}, nil
}

func updateKey(c *call) (reply, error) {
	f, err := c.object("id", "name", "expires_in_seconds")
	if err != nil {
		return reply{}, err
	}
	k, err := c.keyOf(f)
	if err != nil {
		return reply{}, err
	}
	if name, ok, err := f.Text("name", maxKeyName); err != nil {
		return reply{}, err
	} else if ok {
		k.Name = name
	}
	expires := k.ExpiresAt
	if f.Null("expires_in_seconds") {
		expires = time.Time{}
	} else if n, ok, err := f.Whole("expires_in_seconds", 0, maxSpan); err != nil {
		return reply{}, err
	} else if ok {
		expires = c.now.Add(time.Duration(n) * time.Second)
	}
	// Another expiry would bring a dead key back to life.
	if status := k.Status(c.now); status != store.KeyActive {
		return reply{}, conflict("", "The key is %s, which is final: it cannot be changed. Create another key.", status)
	}
	k.ExpiresAt = expires
	return c.keyChanged(k, "Key successfully updated")
}

func revokeKey(c *call) (reply, error) {
	f, err := c.object("id", "after_seconds")
	if err != nil {
		return reply{}, err
	}
	k, err := c.keyOf(f)
	if err != nil {
		return reply{}, err
	}
	after, _, err := f.Whole("after_seconds", 0, maxSpan)
	if err != nil {
		return reply{}, err
	}
	if k.Status(c.now) == store.KeyActive {
		end := c.now.Add(time.Duration(after) * time.Second)
		if k.ExpiresAt.IsZero() || end.Before(k.ExpiresAt) {
			k.ExpiresAt = end
		}
		if after == 0 {
			k.RevokedAt = c.now
		}
	}
	return c.keyChanged(k, "Key successfully revoked")
}

// keyChanged stores a key's change and answers with the key.
func (c *call) keyChanged(k store.APIKey, message string) (reply, error) {
	if err := c.tx.Keys().Update(k); err != nil {
		return reply{}, err
	}
	return reply{message: message, data: showKey(k, c.now)}, nil
}
