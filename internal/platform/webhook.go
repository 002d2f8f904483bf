// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"iter"
	"time"
)

// Webhook is a subscription to the platform's events. Zero times and empty
// texts mean "none".
type Webhook struct {
	ID                string
	URL               string
	Events            []string
	Description       string
	Enabled           bool
	SigningSecret     string // only in the answer that makes it
	SecretFingerprint string // of a server-made secret; a user-given one has none
	SecretVersion     int64  // 1 at first, one more with each rotation
	SecretCreatedAt   time.Time
	CreatedAt         time.Time
	UpdatedAt         time.Time
	AsOf              time.Time // the platform's clock when it said so
}

// WebhookSettings is what a user decides about a webhook.
type WebhookSettings struct {
	URL         string
	Events      []string
	Description string // "" for none
	Enabled     bool
}

// Webhooks manages the subscriptions.
type Webhooks interface {
	// Events lists the event types that a webhook can subscribe to.
	Events() []string
	// Create makes a webhook. The idempotency key makes a repeated call
	// return the first one's answer, secret included.
	Create(ctx context.Context, settings WebhookSettings, idempotencyKey string) (Webhook, error)
	Get(ctx context.Context, id string) (Webhook, error)
	// List yields the webhooks, newest first, lazily page by page.
	List(ctx context.Context) iter.Seq2[Webhook, error]
	// Update sets every setting to the given value.
	Update(ctx context.Context, id string, settings WebhookSettings) (Webhook, error)
	// RotateSecret makes a new signing secret. The old one goes on signing
	// beside it for the overlap, whole seconds; 0 ends it at once. The
	// idempotency key makes a repeated call return the first one's answer.
	RotateSecret(ctx context.Context, id string, overlap time.Duration, idempotencyKey string) (Webhook, error)
	Delete(ctx context.Context, id string) error
}
