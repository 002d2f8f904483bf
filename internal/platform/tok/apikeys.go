// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// apiKeys manages API keys (control-plane: no platform documents such an API).
type apiKeys struct{ *client }

type apiKeyWire struct {
	identified

	Name        string `json:"name"`
	Key         string `json:"key"`
	KeyHint     string `json:"keyHint"`
	Fingerprint string `json:"fingerprint"`
	Status      string `json:"status"`
	CreatedAt   string `json:"createdAt"`
	ExpiresAt   string `json:"expiresAt"`
	LastUsedAt  string `json:"lastUsedAt"`
}

func (w apiKeyWire) domain(asOf platform.AsOf) (platform.APIKey, error) {
	var t wire.Times
	key := platform.APIKey{
		ID: w.ID, Name: w.Name, Key: w.Key, KeyHint: w.KeyHint, Fingerprint: w.Fingerprint,
		Status:     platform.KeyStatus(w.Status),
		CreatedAt:  t.Parse("createdAt", w.CreatedAt),
		ExpiresAt:  t.Parse("expiresAt", w.ExpiresAt),
		LastUsedAt: t.Parse("lastUsedAt", w.LastUsedAt),
		AsOf:       asOf,
	}
	return key, cmp.Or(wire.ID("id", w.ID), wire.Required("status", w.Status), t.Err)
}

func (a apiKeys) Create(ctx context.Context, wanted platform.NewAPIKey, idempotencyKey string) (platform.APIKey, error) {
	body := map[string]any{"name": wanted.Name}
	if wanted.ExpiresIn > 0 {
		body["expiresInSeconds"] = wire.Seconds(wanted.ExpiresIn)
	}
	return one(ctx, a.client, httpapi.Call{
		Method: http.MethodPost, Path: "/api-keys", Write: true, IdempotencyKey: idempotencyKey, Replays: true,
		Body:   body,
		Expect: []int{http.StatusCreated},
	}, func(w apiKeyWire, asOf platform.AsOf) (platform.APIKey, error) {
		if err := wire.Required("key", w.Key); err != nil {
			return platform.APIKey{}, err
		}
		return w.domain(asOf)
	})
}

func (a apiKeys) Find(ctx context.Context, madeUnder platform.KeyDigest) (platform.APIKey, error) {
	return find(ctx, a.client, "/api-keys", madeUnder, apiKeyWire.domain)
}

func (a apiKeys) Get(ctx context.Context, id string) (platform.APIKey, error) {
	return one(ctx, a.client, httpapi.Call{Method: http.MethodGet, Path: pathOf("api-keys", id)}, apiKeyWire.domain)
}

func (a apiKeys) List(ctx context.Context, status platform.KeyStatus) iter.Seq2[platform.APIKey, error] {
	query := url.Values{}
	if status != "" {
		query.Set("status", string(status))
	}
	return list(ctx, a.client, "/api-keys", query, apiKeyWire.domain)
}

func (a apiKeys) Rename(ctx context.Context, id, name string) (platform.APIKey, error) {
	return a.patch(ctx, id, map[string]any{"name": name})
}

func (a apiKeys) Expire(ctx context.Context, id string, in time.Duration) (platform.APIKey, error) {
	return a.patch(ctx, id, map[string]any{"expiresInSeconds": wire.Seconds(in)})
}

// patch may be repeated: a name ends as the same name, and a span that is sent
// again a little later ends a little later.
func (a apiKeys) patch(ctx context.Context, id string, body map[string]any) (platform.APIKey, error) {
	return one(ctx, a.client, httpapi.Call{
		Method: http.MethodPatch, Path: pathOf("api-keys", id), Write: true, Idempotent: true, Body: body,
	}, apiKeyWire.domain)
}

// Revoke sets an expiry where the key is to live on for a while. The key is read
// first, since its own expiry may come earlier and must not be put off.
func (a apiKeys) Revoke(ctx context.Context, id string, after time.Duration) error {
	if after <= 0 {
		_, err := a.do(ctx, httpapi.Call{
			Method: http.MethodDelete, Path: pathOf("api-keys", id), Write: true, Idempotent: true,
			Expect: []int{http.StatusNoContent},
		}, nil)
		return err
	}
	key, err := a.Get(ctx, id)
	if err != nil {
		return err
	}
	now := key.AsOf.Time()
	switch {
	case key.Status.Dead():
		return nil
	case key.ExpiresAt.IsZero():
	case now.IsZero():
		return &platform.Error{Kind: platform.KindNotCalled, Err: fmt.Errorf(
			"the key %s ends by itself at %s, and whether that is earlier than %s from now cannot be told: %s",
			id, key.ExpiresAt.Format(time.RFC3339), after, key.AsOf.Doubt())}
	case !key.ExpiresAt.After(now.Add(after)):
		return nil
	}
	_, err = a.Expire(ctx, id, after)
	if platform.KindOf(err) != platform.KindConflict {
		return err
	}
	// The key died between the two calls.
	key, readErr := a.Get(ctx, id)
	if readErr == nil && key.Status.Dead() {
		return nil
	}
	return err
}
