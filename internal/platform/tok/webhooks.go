// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// webhooks manages event subscriptions (control-plane: Tok documents none).
type webhooks struct{ *client }

type webhookWire struct {
	identified

	URL               string   `json:"url"`
	Events            []string `json:"events"`
	Description       string   `json:"description"`
	Enabled           *bool    `json:"enabled"`
	SigningSecret     string   `json:"signingSecret"`
	SecretFingerprint string   `json:"secretFingerprint"`
	SecretVersion     int64    `json:"secretVersion"`
	SecretCreatedAt   string   `json:"secretCreatedAt"`
	CreatedAt         string   `json:"createdAt"`
	UpdatedAt         string   `json:"updatedAt"`
}

func (w webhookWire) domain(asOf platform.AsOf) (platform.Webhook, error) {
	var t wire.Times
	webhook := platform.Webhook{
		ID: w.ID, URL: w.URL, Events: wire.Once(w.Events), Description: w.Description,
		Enabled:           w.Enabled,
		SigningSecret:     w.SigningSecret,
		SecretFingerprint: w.SecretFingerprint,
		SecretVersion:     w.SecretVersion,
		SecretCreatedAt:   t.Parse("secretCreatedAt", w.SecretCreatedAt),
		CreatedAt:         t.Parse("createdAt", w.CreatedAt),
		UpdatedAt:         t.Parse("updatedAt", w.UpdatedAt),
		AsOf:              asOf,
	}
	return webhook, cmp.Or(wire.ID("id", w.ID), t.Err)
}

// withSecret converts an answer that has to show the signing secret.
func (w webhookWire) withSecret(asOf platform.AsOf) (platform.Webhook, error) {
	if err := wire.Required("signingSecret", w.SigningSecret); err != nil {
		return platform.Webhook{}, err
	}
	return w.domain(asOf)
}

// shows picks the converter for an answer: a secret that the platform made has
// to be in it, and one that the user gave is not passed on although it is.
func shows(given platform.GivenSecret) func(webhookWire, platform.AsOf) (platform.Webhook, error) {
	if given == "" {
		return webhookWire.withSecret
	}
	return func(w webhookWire, asOf platform.AsOf) (platform.Webhook, error) {
		w.SigningSecret = ""
		return w.domain(asOf)
	}
}

// withGiven adds a user-given secret to a body.
func withGiven(body map[string]any, given platform.GivenSecret) map[string]any {
	if given != "" {
		body["signingSecret"] = string(given)
	}
	return body
}

// webhookBody writes every setting, so that a PATCH repeated after a lost answer ends
// in the same state. An absent description is sent as null, which clears it.
func webhookBody(settings platform.WebhookSettings) map[string]any {
	var description any
	if settings.Description != "" {
		description = settings.Description
	}
	return map[string]any{
		"url": settings.URL, "events": settings.Events,
		"description": description, "enabled": settings.Enabled,
	}
}

// Events lists the control-plane contract's event types.
func (webhooks) Events() []string {
	return []string{"account.updated", "consent.authorized", "consent.expired", "consent.revoked", "transactions.synced"}
}

func (h webhooks) Create(ctx context.Context, settings platform.WebhookSettings, given platform.GivenSecret, idempotencyKey string) (platform.Webhook, error) {
	return one(ctx, h.client, httpapi.Call{
		Method: http.MethodPost, Path: "/webhooks", Write: true, IdempotencyKey: idempotencyKey, Replays: true,
		Body:   withGiven(webhookBody(settings), given),
		Expect: []int{http.StatusCreated},
	}, shows(given))
}

func (h webhooks) Find(ctx context.Context, madeUnder platform.KeyDigest) (platform.Webhook, error) {
	return find(ctx, h.client, "/webhooks", madeUnder, webhookWire.domain)
}

func (h webhooks) Get(ctx context.Context, id string) (platform.Webhook, error) {
	return one(ctx, h.client, httpapi.Call{Method: http.MethodGet, Path: pathOf("webhooks", id)}, webhookWire.domain)
}

func (h webhooks) List(ctx context.Context) iter.Seq2[platform.Webhook, error] {
	return list(ctx, h.client, "/webhooks", nil, webhookWire.domain)
}

func (h webhooks) Update(ctx context.Context, id string, settings platform.WebhookSettings) (platform.Webhook, error) {
	return one(ctx, h.client, httpapi.Call{
		Method: http.MethodPatch, Path: pathOf("webhooks", id), Write: true, Idempotent: true,
		Body: webhookBody(settings),
	}, webhookWire.domain)
}

func (h webhooks) RotateSecret(ctx context.Context, id string, given platform.GivenSecret, overlap time.Duration, idempotencyKey string) (platform.Webhook, error) {
	return one(ctx, h.client, httpapi.Call{
		Method: http.MethodPost, Path: pathOf("webhooks", id, "rotate-secret"), Write: true, IdempotencyKey: idempotencyKey, Replays: true,
		Body: withGiven(map[string]any{"overlapSeconds": wire.Seconds(overlap)}, given),
	}, shows(given))
}

func (h webhooks) Delete(ctx context.Context, id string) error {
	_, err := h.do(ctx, httpapi.Call{
		Method: http.MethodDelete, Path: pathOf("webhooks", id), Write: true, Idempotent: true,
		Expect: []int{http.StatusNoContent},
	}, nil)
	return err
}
