// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// apiKeys manages API keys (control-plane: no platform documents such an API).
type apiKeys struct{ *client }

type apiKeyWire struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Key         string `json:"key"`
	KeyHint     string `json:"keyHint"`
	Fingerprint string `json:"fingerprint"`
	Status      string `json:"status"`
	CreatedAt   string `json:"createdAt"`
	ExpiresAt   string `json:"expiresAt"`
	LastUsedAt  string `json:"lastUsedAt"`
}

func (w apiKeyWire) domain() (platform.APIKey, error) {
	var t times
	key := platform.APIKey{
		ID: w.ID, Name: w.Name, Key: w.Key, KeyHint: w.KeyHint, Fingerprint: w.Fingerprint,
		Status:     platform.KeyStatus(w.Status),
		CreatedAt:  t.parse("createdAt", w.CreatedAt),
		ExpiresAt:  t.parse("expiresAt", w.ExpiresAt),
		LastUsedAt: t.parse("lastUsedAt", w.LastUsedAt),
	}
	return key, cmp.Or(required("id", w.ID), required("status", w.Status), t.err)
}

func (a apiKeys) Create(ctx context.Context, name, idempotencyKey string) (platform.APIKey, error) {
	return one(ctx, a.client, httpapi.Call{
		Method: http.MethodPost, Path: "/api-keys", Write: true, IdempotencyKey: idempotencyKey,
		Body:   map[string]any{"name": name},
		Expect: []int{http.StatusCreated},
	}, func(w apiKeyWire) (platform.APIKey, error) {
		if err := required("key", w.Key); err != nil {
			return platform.APIKey{}, err
		}
		return w.domain()
	})
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
	return one(ctx, a.client, httpapi.Call{
		Method: http.MethodPatch, Path: pathOf("api-keys", id), Write: true, Idempotent: true,
		Body: map[string]any{"name": name},
	}, apiKeyWire.domain)
}

func (a apiKeys) Revoke(ctx context.Context, id string) error {
	return a.do(ctx, httpapi.Call{
		Method: http.MethodDelete, Path: pathOf("api-keys", id), Write: true, Idempotent: true,
		Expect: []int{http.StatusNoContent},
	}, nil)
}
