// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// resets is how often Reset tries to get hold of a live secret, each time after
// as many retries as the user allows. A second one is enough where an answer was
// lost; the third is for bad luck.
const resets = 3

// appSecrets manages App Secrets (control-plane: Okto has this on its dashboard
// only).
type appSecrets struct {
	*client

	defaultAppID string
}

func (a appSecrets) DefaultAppID() string { return a.defaultAppID }

// Apps asks for the list, which is also what the first call of all checks.
func (a appSecrets) Apps(ctx context.Context) ([]platform.App, error) { return a.apps(ctx) }

// secretWire describes a secret. Only the answer to a reset has the secret
// itself: Okto does not store it (documented).
type secretWire struct {
	AppID       string `json:"app_id"`
	Version     int64  `json:"version"`
	Fingerprint string `json:"fingerprint"`
	CreatedAt   string `json:"created_at"`
	LastUsedAt  string `json:"last_used_at"`
}

// Validate checks what nobody could do without, and that times can be read.
func (w secretWire) Validate() error {
	if err := wire.ID("app_id", w.AppID); err != nil {
		return err
	}
	if w.Version < 1 {
		return wire.Missing("version")
	}
	var t wire.Times
	t.Parse("created_at", w.CreatedAt)
	t.Parse("last_used_at", w.LastUsedAt)
	return t.Err
}

// resetWire is the answer that makes a secret.
type resetWire struct {
	secretWire

	Secret string `json:"app_secret"`
}

// Validate checks besides that the secret is there.
func (w resetWire) Validate() error {
	if w.Secret == "" {
		return wire.Missing("app_secret")
	}
	return w.secretWire.Validate()
}

// domain converts a description that was validated.
func (w secretWire) domain(asOf platform.AsOf) platform.AppSecret {
	var t wire.Times
	return platform.AppSecret{
		AppID: w.AppID, Version: w.Version, Fingerprint: w.Fingerprint,
		CreatedAt:  t.Parse("created_at", w.CreatedAt),
		LastUsedAt: t.Parse("last_used_at", w.LastUsedAt),
		AsOf:       asOf,
	}
}

func (a appSecrets) Get(ctx context.Context, appID string) (platform.AppSecret, error) {
	path, err := secretPath(appID)
	if err != nil {
		return platform.AppSecret{}, err
	}
	if err := a.verified.Pass(ctx); err != nil {
		return platform.AppSecret{}, err
	}
	found, asOf, err := send[secretWire](ctx, a.client, httpapi.Call{Method: http.MethodGet, Path: path})
	if err != nil {
		return platform.AppSecret{}, wire.Failure(err, kindOfRefusal)
	}
	return found.domain(asOf), nil
}

// Reset makes a secret and does not come back without one while there is hope.
// Within one reset the idempotency key keeps a retry from making two. But where
// the first attempt did make one and only its answer was lost, the secret exists
// and nobody can ever have it, so another reset, under another key, makes one
// that somebody has: the lost one was in use nowhere, and ends with it. There is no
// hope where the platform did not answer whatever number of times it was asked: who
// waits has waited long enough, and the next apply resets.
func (a appSecrets) Reset(ctx context.Context, appID string) (platform.AppSecret, error) {
	path, err := secretPath(appID)
	if err != nil {
		return platform.AppSecret{}, err
	}
	if err := a.verified.Pass(ctx); err != nil {
		return platform.AppSecret{}, err
	}
	lost := false
	for round := 1; ; round++ {
		made, asOf, err := send[resetWire](ctx, a.client, httpapi.Call{
			Method: http.MethodPost, Path: path + "/reset", Write: true, IdempotencyKey: rand.Text(),
			Expect: []int{http.StatusCreated},
		})
		if err == nil {
			secret := made.domain(asOf)
			secret.Secret = made.Secret
			return secret, nil
		}
		gaveUp := wire.GaveUp(err)
		unknown := isRepeated(err) || httpapi.OutcomeUnknown(err)
		lost = lost || unknown
		if !unknown || gaveUp || round == resets {
			return platform.AppSecret{}, &platform.Error{Kind: wire.KindOf(err, kindOfRefusal), OutcomeUnknown: lost, RetryAfter: wire.TooLate(err), Standstill: wire.IsStandstill(err), Err: err}
		}
	}
}
