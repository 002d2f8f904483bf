// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// webhooks manages the environment's one webhook (control-plane: Okra has a form
// for it on its dashboard). It is an address and, if wanted, a bearer token that
// deliveries carry. Calls name no id, so each that is about one webhook first
// reads which one is there.
type webhooks struct{ *control }

type webhookWire struct {
	tagged

	URL       string `json:"url"`
	HasToken  *bool  `json:"has_token"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
}

func (w webhookWire) domain(asOf platform.AsOf) (platform.Webhook, error) {
	var t wire.Times
	webhook := platform.Webhook{
		ID: w.ID, URL: w.URL, HasGivenSecret: w.HasToken,
		CreatedAt: t.Parse("created_at", w.CreatedAt),
		UpdatedAt: t.Parse("updated_at", w.UpdatedAt),
		AsOf:      asOf,
	}
	return webhook, cmp.Or(wire.ID("_id", w.ID), wire.Required("url", w.URL), t.Err)
}

// Events lists none: Okra delivers all of them.
func (webhooks) Events() []string { return nil }

// Create leaves a webhook that is there alone.
func (h webhooks) Create(ctx context.Context, settings platform.WebhookSettings, given platform.GivenSecret, idempotencyKey string) (platform.Webhook, error) {
	body := map[string]any{"url": settings.URL}
	if given != "" {
		body["token"] = string(given)
	}
	call := create("webhooks/set", body, idempotencyKey)
	call.Secrets = []string{string(given)}
	made, err := one[webhookWire](ctx, h.control, call)
	return made, exists(err)
}

// Find cannot tell who made the webhook that is there: Okra looks none up by an
// idempotency key, and an address that is the same proves nothing.
func (h webhooks) Find(ctx context.Context, _ platform.KeyDigest) (platform.Webhook, error) {
	found, err := h.present(ctx)
	if err == nil {
		err = &platform.Error{
			Kind: platform.KindExists,
			Err:  fmt.Errorf("the environment has one webhook, %s, and Okra does not tell which call has set it", found.ID),
		}
	}
	return platform.Webhook{}, err
}

// Get reads the environment's webhook. Another one in its place means that the
// one that is asked for is gone.
func (h webhooks) Get(ctx context.Context, id string) (platform.Webhook, error) {
	if id == "" {
		return platform.Webhook{}, &platform.Error{Kind: platform.KindInvalid, Field: "_id", Err: errors.New("a webhook without an id cannot be read")}
	}
	found, err := h.present(ctx)
	if err == nil && found.ID != id {
		return platform.Webhook{}, &platform.Error{
			Kind: platform.KindNotFound,
			Err:  fmt.Errorf("the webhook %s is gone: the environment has one webhook, and that is %s", id, found.ID),
		}
	}
	return found, err
}

// present reads the environment's webhook, whichever it is.
func (h webhooks) present(ctx context.Context) (platform.Webhook, error) {
	return one[webhookWire](ctx, h.control, read("webhooks/get", map[string]any{}))
}

// List yields the environment's webhook, if there is one.
func (h webhooks) List(ctx context.Context) iter.Seq2[platform.Webhook, error] {
	return func(yield func(platform.Webhook, error) bool) {
		if found, err := h.present(ctx); !platform.IsNotFound(err) {
			yield(found, err)
		}
	}
}

func (h webhooks) Update(ctx context.Context, id string, settings platform.WebhookSettings) (platform.Webhook, error) {
	return h.replace(ctx, id, func(platform.Webhook) map[string]any {
		return map[string]any{"url": settings.URL}
	}, "", "")
}

// RotateSecret replaces the bearer token, or removes it where none is given. The
// old one ends at once: Okra sends one token.
func (h webhooks) RotateSecret(ctx context.Context, id string, given platform.GivenSecret, _ time.Duration, idempotencyKey string) (platform.Webhook, error) {
	return h.replace(ctx, id, func(present platform.Webhook) map[string]any {
		body := map[string]any{"url": present.URL, "token": nil}
		if given != "" {
			body["token"] = string(given)
		}
		return body
	}, given, idempotencyKey)
}

// replace sets the webhook anew, if it is still the one that is meant. All that a
// body says is absolute, so that the call may be repeated.
func (h webhooks) replace(ctx context.Context, id string, body func(present platform.Webhook) map[string]any, given platform.GivenSecret, idempotencyKey string) (platform.Webhook, error) {
	present, err := h.Get(ctx, id)
	if err != nil {
		return platform.Webhook{}, err
	}
	settings := body(present)
	settings["replace"] = true
	call := write("webhooks/set", settings)
	call.IdempotencyKey, call.Replays, call.Secrets = idempotencyKey, true, []string{string(given)}
	return byID[webhookWire](ctx, h.control, call, id, func(w platform.Webhook) string { return w.ID })
}

// Delete removes the webhook, if it is still the one that is meant.
func (h webhooks) Delete(ctx context.Context, id string) error {
	if _, err := h.Get(ctx, id); err != nil {
		return err
	}
	_, err := one[webhookWire](ctx, h.control, write("webhooks/remove", map[string]any{}))
	return err
}
