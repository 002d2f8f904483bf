// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"iter"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Share makes the refreshes on this connection share lists, which are read with ctx
// and outlive the reads that begin them, for each type that
// the platform has.
func Share(ctx context.Context, p *platform.Platform) {
	if p.APIKeys != nil {
		p.APIKeys = ofAPIKeys(ctx, p.APIKeys)
	}
	if p.Consents != nil {
		p.Consents = ofConsents(ctx, p.Consents)
	}
	if p.Webhooks != nil {
		p.Webhooks = ofWebhooks(ctx, p.Webhooks)
	}
}

type apiKeys struct {
	platform.APIKeys

	reads *shared[platform.APIKey]
}

// ofAPIKeys lists the keys that work. Dead ones pile up, and few of them are in
// any state.
func ofAPIKeys(ctx context.Context, source platform.APIKeys) apiKeys {
	return apiKeys{source, share(ctx, source.Get, func(key platform.APIKey) string { return key.ID },
		func(ctx context.Context) iter.Seq2[platform.APIKey, error] {
			return source.List(ctx, platform.KeyActive)
		})}
}

func (k apiKeys) Get(ctx context.Context, id string) (platform.APIKey, error) {
	return k.reads.read(ctx, id)
}

func (k apiKeys) Create(ctx context.Context, wanted platform.NewAPIKey, idempotencyKey string) (made platform.APIKey, err error) {
	defer k.reads.write()(&err)
	return k.APIKeys.Create(ctx, wanted, idempotencyKey)
}

func (k apiKeys) Rename(ctx context.Context, id, name string) (changed platform.APIKey, err error) {
	defer k.reads.write()(&err)
	return k.APIKeys.Rename(ctx, id, name)
}

func (k apiKeys) Expire(ctx context.Context, id string, in time.Duration) (changed platform.APIKey, err error) {
	defer k.reads.write()(&err)
	return k.APIKeys.Expire(ctx, id, in)
}

func (k apiKeys) Revoke(ctx context.Context, id string, after time.Duration) (err error) {
	defer k.reads.write()(&err)
	return k.APIKeys.Revoke(ctx, id, after)
}

type consents struct {
	platform.Consents

	reads *shared[platform.Consent]
}

// ofConsents lists the live consents: first the active ones, which nearly all
// are, then those that wait for a person.
func ofConsents(ctx context.Context, source platform.Consents) consents {
	with := func(status platform.ConsentStatus) lister[platform.Consent] {
		return func(ctx context.Context) iter.Seq2[platform.Consent, error] { return source.List(ctx, status) }
	}
	return consents{source, share(ctx, source.Get, func(c platform.Consent) string { return c.ID },
		with(platform.ConsentActive), with(platform.ConsentPending))}
}

func (c consents) Get(ctx context.Context, id string) (platform.Consent, error) {
	return c.reads.read(ctx, id)
}

func (c consents) Create(ctx context.Context, bankID, callbackURL string) (made platform.Consent, err error) {
	defer c.reads.write()(&err)
	return c.Consents.Create(ctx, bankID, callbackURL)
}

func (c consents) Revoke(ctx context.Context, id string) (err error) {
	defer c.reads.write()(&err)
	return c.Consents.Revoke(ctx, id)
}

type webhooks struct {
	platform.Webhooks

	reads *shared[platform.Webhook]
}

// ofWebhooks lists all webhooks: they live until they are deleted. A platform
// that has one only is read once, and so not listed.
func ofWebhooks(ctx context.Context, source platform.Webhooks) webhooks {
	return webhooks{source, share(ctx, source.Get, func(w platform.Webhook) string { return w.ID }, source.List)}
}

func (w webhooks) Get(ctx context.Context, id string) (platform.Webhook, error) {
	return w.reads.read(ctx, id)
}

func (w webhooks) Create(ctx context.Context, settings platform.WebhookSettings, given platform.GivenSecret, idempotencyKey string) (made platform.Webhook, err error) {
	defer w.reads.write()(&err)
	return w.Webhooks.Create(ctx, settings, given, idempotencyKey)
}

func (w webhooks) Update(ctx context.Context, id string, settings platform.WebhookSettings) (changed platform.Webhook, err error) {
	defer w.reads.write()(&err)
	return w.Webhooks.Update(ctx, id, settings)
}

func (w webhooks) RotateSecret(ctx context.Context, id string, given platform.GivenSecret, overlap time.Duration, idempotencyKey string) (rotated platform.Webhook, err error) {
	defer w.reads.write()(&err)
	return w.Webhooks.RotateSecret(ctx, id, given, overlap, idempotencyKey)
}

func (w webhooks) Delete(ctx context.Context, id string) (err error) {
	defer w.reads.write()(&err)
	return w.Webhooks.Delete(ctx, id)
}
