// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"cmp"
	"context"
	"iter"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// apiKeys manages API keys (control-plane: Okra has them on its dashboard only).
type apiKeys struct{ *control }

type apiKeyWire struct {
	tagged

	Name        string `json:"name"`
	Type        string `json:"type"`
	Key         string `json:"key"`
	KeyHint     string `json:"key_hint"`
	Fingerprint string `json:"fingerprint"`
	Status      string `json:"status"`
	CreatedAt   string `json:"created_at"`
	ExpiresAt   string `json:"expires_at"`
	LastUsedAt  string `json:"last_used_at"`
}

func (apiKeyWire) list() (string, bool) { return "keys", true }

func (w apiKeyWire) domain(asOf platform.AsOf) (platform.APIKey, error) {
	var t wire.Times
	key := platform.APIKey{
		ID: w.ID, Name: w.Name, Type: platform.KeyType(w.Type), KeyHint: w.KeyHint, Fingerprint: w.Fingerprint,
		Status:     platform.KeyStatus(w.Status),
		CreatedAt:  t.Parse("created_at", w.CreatedAt),
		ExpiresAt:  t.Parse("expires_at", w.ExpiresAt),
		LastUsedAt: t.Parse("last_used_at", w.LastUsedAt),
		AsOf:       asOf,
	}
	if key.Type == platform.PublicKey {
		key.Key = w.Key
	}
	return key, cmp.Or(wire.ID("_id", w.ID), wire.Required("type", w.Type), wire.Required("status", w.Status), t.Err)
}

// createdKeyWire is the one answer that shows a secret key.
type createdKeyWire struct{ apiKeyWire }

func (w createdKeyWire) domain(asOf platform.AsOf) (platform.APIKey, error) {
	key, err := w.apiKeyWire.domain(asOf)
	key.Key = w.Key
	return key, cmp.Or(err, wire.Required("key", w.Key))
}

func (a apiKeys) Create(ctx context.Context, wanted platform.NewAPIKey, idempotencyKey string) (platform.APIKey, error) {
	body := map[string]any{"name": wanted.Name, "type": string(wanted.Type)}
	if wanted.ExpiresIn > 0 {
		body["expires_in_seconds"] = wire.Seconds(wanted.ExpiresIn)
	}
	return one[createdKeyWire](ctx, a.control, create("keys/create", body, idempotencyKey))
}

func (a apiKeys) Find(ctx context.Context, madeUnder platform.KeyDigest) (platform.APIKey, error) {
	return wire.Find(func(madeUnder platform.KeyDigest) iter.Seq2[platform.APIKey, error] {
		return list[apiKeyWire](ctx, a.control, read("keys/list", nil), map[string]any{"idempotency_key_sha256": string(madeUnder)})
	}, madeUnder)
}

func (a apiKeys) Get(ctx context.Context, id string) (platform.APIKey, error) {
	return byID[apiKeyWire](ctx, a.control, read("keys/getById", map[string]any{"id": id}), id, keyID)
}

func keyID(key platform.APIKey) string { return key.ID }

func (a apiKeys) List(ctx context.Context, status platform.KeyStatus) iter.Seq2[platform.APIKey, error] {
	body := map[string]any{}
	if status != "" {
		body["status"] = string(status)
	}
	return list[apiKeyWire](ctx, a.control, read("keys/list", nil), body)
}

func (a apiKeys) Rename(ctx context.Context, id, name string) (platform.APIKey, error) {
	return byID[apiKeyWire](ctx, a.control, write("keys/update", map[string]any{"id": id, "name": name}), id, keyID)
}

// Expire may be repeated: a span that is sent again a little later ends a little
// later.
func (a apiKeys) Expire(ctx context.Context, id string, in time.Duration) (platform.APIKey, error) {
	body := map[string]any{"id": id, "expires_in_seconds": wire.Seconds(in)}
	return byID[apiKeyWire](ctx, a.control, write("keys/update", body), id, keyID)
}

// Revoke leaves it to the platform to keep an earlier end, and a dead key.
func (a apiKeys) Revoke(ctx context.Context, id string, after time.Duration) error {
	body := map[string]any{"id": id}
	if after > 0 {
		body["after_seconds"] = wire.Seconds(after)
	}
	_, err := byID[apiKeyWire](ctx, a.control, write("keys/revoke", body), id, keyID)
	return err
}
