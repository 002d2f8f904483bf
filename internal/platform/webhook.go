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
	Events            []string // each once; nil where the platform does not tell
	Description       string
	Enabled           *bool  // nil on platforms that have no such switch, and where they do not tell
	SigningSecret     string // a server-made one; only in the answer that makes it
	SecretFingerprint string // of a server-made secret; a user-given one has none
	SecretVersion     int64  // 1 at first, one more with each rotation; 0 on platforms that do not count
	HasGivenSecret    *bool  // whether a user-given secret is set; nil where the platform does not tell
	SecretCreatedAt   time.Time
	CreatedAt         time.Time
	UpdatedAt         time.Time
	AsOf              AsOf // the platform's clock when it said so
}

// WebhookSettings is what a user decides about a webhook.
type WebhookSettings struct {
	URL         string
	Events      []string // none on platforms that deliver all of them
	Description string   // "" for none
	Enabled     bool     // of no meaning on platforms that have no such switch
}

// GivenSecret is a secret that the user made for a webhook, such as a bearer
// token that deliveries are to carry. The zero value means that there is none:
// the platform then makes one itself, where it has that, or uses none.
type GivenSecret string

// Webhooks manages the subscriptions.
type Webhooks interface {
	// Events lists the event types that are known. The platform may have others.
	Events() []string
	// Create makes a webhook. The idempotency key makes a repeated call
	// return the first one's answer, secret included. Where a platform has one
	// webhook only and it exists, the error's kind is KindExists.
	Create(ctx context.Context, settings WebhookSettings, given GivenSecret, idempotencyKey string) (Webhook, error)
	// Find returns the webhook that a Create has made under the idempotency key of
	// this digest, without its secret. The error's kind is KindNotFound where it
	// made none, or where that was so long ago that the platform has forgotten the
	// idempotency key: it keeps one for 24 hours. Where a platform has one webhook
	// only and it exists, nobody can tell who made it, and the error's kind is
	// KindExists.
	Find(ctx context.Context, madeUnder KeyDigest) (Webhook, error)
	Get(ctx context.Context, id string) (Webhook, error)
	// List yields the webhooks, newest first, lazily page by page.
	List(ctx context.Context) iter.Seq2[Webhook, error]
	// Update sets every setting to the given value and leaves the secret.
	Update(ctx context.Context, id string, settings WebhookSettings) (Webhook, error)
	// RotateSecret replaces the secret by the given one, or by a new one of the
	// platform's. The old one goes on signing beside it for the overlap, whole
	// seconds, where the platform has that; 0 ends it at once. The idempotency
	// key makes a repeated call return the first one's answer.
	RotateSecret(ctx context.Context, id string, given GivenSecret, overlap time.Duration, idempotencyKey string) (Webhook, error)
	Delete(ctx context.Context, id string) error
}
