// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// secretText has the form of a signing secret. It signs nothing.
const secretText = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

// stored is the platform's answer about a webhook.
func stored(version int64) platform.Webhook {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return platform.Webhook{
		ID: "whk_1", URL: "https://example.com/hook", Events: []string{"account.updated", "consent.expired"}, Enabled: new(true),
		SecretFingerprint: fmt.Sprintf("sha256:%02d", version), SecretVersion: version, SecretCreatedAt: at, CreatedAt: at, UpdatedAt: at,
	}
}

// hooks is a platform.Webhooks that keeps one webhook.
type hooks struct {
	webhook platform.Webhook
	err     error // of every call
	find    func(madeUnder platform.KeyDigest) (platform.Webhook, error)
	stuck   error // of every rotation
	keys    []string
	given   []platform.GivenSecret
	plain   bool // makes no secret of its own and has no switch
	listed  bool // lists the webhook whatever the error
	sent    []platform.WebhookSettings
}

func (h *hooks) Events() []string {
	return []string{"account.updated", "consent.authorized", "consent.expired", "consent.revoked", "transactions.synced"}
}

func (h *hooks) Create(ctx context.Context, settings platform.WebhookSettings, given platform.GivenSecret, idempotencyKey string) (platform.Webhook, error) {
	h.keys = append(h.keys, idempotencyKey)
	updated, err := h.Update(ctx, "whk_1", settings)
	h.given = append(h.given, given)
	if given == "" && !h.plain {
		updated.SigningSecret = secretText
	}
	return updated, err
}

func (h *hooks) Find(_ context.Context, madeUnder platform.KeyDigest) (platform.Webhook, error) {
	return h.find(madeUnder)
}

func (h *hooks) Get(context.Context, string) (platform.Webhook, error) { return h.webhook, h.err }

func (h *hooks) List(context.Context) iter.Seq2[platform.Webhook, error] {
	return func(yield func(platform.Webhook, error) bool) {
		if h.listed {
			yield(h.webhook, nil)
			return
		}
		yield(h.webhook, h.err)
	}
}

func (h *hooks) Update(ctx context.Context, id string, settings platform.WebhookSettings) (platform.Webhook, error) {
	if ctx.Err() != nil {
		return platform.Webhook{}, ctx.Err()
	}
	if id != "whk_1" {
		return platform.Webhook{}, fmt.Errorf("changed %q", id)
	}
	h.sent = append(h.sent, settings)
	h.webhook.URL, h.webhook.Events = settings.URL, settings.Events
	h.webhook.Description = settings.Description
	if !h.plain {
		h.webhook.Enabled = &settings.Enabled
	}
	return h.webhook, h.err
}

func (h *hooks) RotateSecret(ctx context.Context, _ string, given platform.GivenSecret, _ time.Duration, idempotencyKey string) (platform.Webhook, error) {
	h.keys = append(h.keys, idempotencyKey)
	if h.stuck != nil {
		return platform.Webhook{}, h.stuck
	}
	if !h.plain {
		h.webhook.SecretVersion++
	}
	h.given = append(h.given, given)
	if given != "" {
		h.webhook.SecretFingerprint = ""
	}
	rotated := h.webhook
	if given == "" && !h.plain {
		rotated.SigningSecret = secretText
	}
	return rotated, cmp.Or(ctx.Err(), h.err)
}

func (h *hooks) Delete(ctx context.Context, _ string) error { return cmp.Or(ctx.Err(), h.err) }

// serve connects the package's resource and data source to a platform.
func serve(t *testing.T, h *hooks) *inprocess.Provider {
	t.Helper()
	connection := inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok", Environment: platform.Sandbox, Webhooks: h}, platform.Offer{Capability: platform.CapabilityWebhook, Requires: []string{"events"}})
	return inprocess.Connected(t, connection, []func() resource.Resource{NewResource(connection.Dialects)}, []func() datasource.DataSource{NewDataSource})
}

// resourceOn returns the resource alone.
func resourceOn(t *testing.T, h *hooks) inprocess.Resource {
	t.Helper()
	return serve(t, h).Resource("openbanking_webhook")
}

// config is a configuration, with what a test changes.
func config(more inprocess.Values) inprocess.Values {
	c := inprocess.Values{"url": "https://example.com/hook", "events": []any{"consent.expired", "account.updated"}}
	maps.Copy(c, more)
	return c
}

// state is the webhook in the state, with what a test changes.
func state(more inprocess.Values) inprocess.Object {
	attributes := config(inprocess.Values{
		"id": "whk_1", "enabled": true, "signing_secret": secretText, "fingerprint": "sha256:01", "secret_version": int64(1),
		"secret_created_at": "2026-03-01T12:00:00Z", "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
	})
	maps.Copy(attributes, more)
	return inprocess.Object{Attributes: attributes, Identity: inprocess.Values{"id": "whk_1", "platform": "tok", "environment": "sandbox"}}
}

// fails is a failed call of a kind.
func fails(kind platform.Kind) error {
	return &platform.Error{Kind: kind, Err: errors.New("the call went wrong")}
}

var unknown = inprocess.Unknown{}
