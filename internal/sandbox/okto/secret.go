// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// secretBody is what can be read of an app's current secret.
type secretBody struct {
	AppID       string     `json:"app_id"`
	Version     int64      `json:"version"`
	Fingerprint string     `json:"fingerprint"`
	CreatedAt   time.Time  `json:"created_at"`
	LastUsedAt  *time.Time `json:"last_used_at"`
}

func getSecret(c *call) (reply, error) {
	a, err := c.app()
	if err != nil {
		return reply{}, err
	}
	s := a.Secret
	body := secretBody{AppID: a.ID, Version: s.Version, Fingerprint: apihttp.Fingerprint(s.Hash), CreatedAt: s.CreatedAt.UTC()}
	if !s.LastUsedAt.IsZero() {
		body.LastUsedAt = &s.LastUsedAt
	}
	return reply{http.StatusOK, body}, nil
}

// NewSecret is what a reset answers: the one time that a secret is shown.
type NewSecret struct {
	AppID       string    `json:"app_id"`
	AppSecret   string    `json:"app_secret"`
	Version     int64     `json:"version"`
	Fingerprint string    `json:"fingerprint"`
	CreatedAt   time.Time `json:"created_at"`
}

// String hides the secret, so that it is not printed by accident.
func (s NewSecret) String() string {
	return fmt.Sprintf("version %d of the secret of app %s (sensitive)", s.Version, s.AppID)
}

// GoString hides the secret from %#v.
func (s NewSecret) GoString() string { return s.String() }

// reset gives the app another secret. The old one does not work any more once
// the transaction is committed.
func reset(tx tables.Tx, a tables.App, now time.Time) (NewSecret, error) {
	text := newSecret()
	s, err := tx.ResetSecret(a, sha256.Sum256([]byte(text)), now)
	return NewSecret{AppID: a.ID, AppSecret: text, Version: s.Version, Fingerprint: apihttp.Fingerprint(s.Hash), CreatedAt: s.CreatedAt.UTC()}, err
}

// ResetSecret resets an app's secret as a person does on the dashboard, who sees
// the apps of every organisation. An unknown app is an error that wraps
// store.ErrNotFound.
func (a *API) ResetSecret(ctx context.Context, appID string) (made NewSecret, err error) {
	now := a.Now().Truncate(time.Second)
	err = a.Store.Update(ctx, func(t *store.Tx) error {
		tx := tables.Tx{Tx: t}
		app, err := tx.AppByID(appID)
		if err != nil {
			return err
		}
		made, err = reset(tx, app, now)
		return err
	})
	if err != nil {
		return NewSecret{}, fmt.Errorf("resetting the secret of the Okto app %q: %w", appID, err)
	}
	return made, nil
}

// Controls implements emulated.Controlled: ResetSecret over HTTP.
func (a *API) Controls() map[string]emulated.Control {
	return map[string]emulated.Control{"POST /apps/{app_id}/reset": func(r *http.Request) (int, any, error) {
		made, err := a.ResetSecret(r.Context(), r.PathValue("app_id"))
		return http.StatusCreated, made, err
	}}
}

// resetSecret resets by the API. A request that repeats an earlier one by its
// Idempotency-Key changes nothing and learns which version that one made: its
// secret is not stored, so that it cannot be shown again.
func resetSecret(c *call) (reply, error) {
	a, err := c.app()
	if err != nil {
		return reply{}, err
	}
	if err := c.noBody(); err != nil {
		return reply{}, err
	}
	key, ok := apihttp.IdempotencyKey(c.r)
	if !ok {
		return reply{}, invalid(apihttp.IdempotencyKeyRule)
	}
	if key == "" {
		s, err := reset(c.tx, a, c.now)
		return reply{http.StatusCreated, s}, err
	}
	if err := c.firstUse(key); err != nil {
		return reply{}, err
	}
	s, err := reset(c.tx, a, c.now)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, s}, c.remember(key, made{AppID: s.AppID, Version: s.Version})
}

// noBody refuses a body, but for the empty JSON object that some clients send
// with every POST.
func (c *call) noBody() error {
	text := bytes.TrimSpace(c.body)
	if len(text) == 0 {
		return nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil || object == nil || len(object) > 0 {
		return invalid("The request takes no fields: expected no body, or an empty JSON object.")
	}
	return nil
}

// firstUse returns an error if the Idempotency-Key was used before.
func (c *call) firstUse(key string) error {
	first, err := c.tx.Replay(c.scope, ownKey(key), c.request(), c.now)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case errors.Is(err, store.ErrKeyReused):
		return refuse(http.StatusConflict, CodeInvalid, "%s", apihttp.KeyReused)
	case err != nil:
		return err
	}
	var earlier made
	if err := json.Unmarshal(first.Body, &earlier); err != nil {
		return fmt.Errorf("reading what an Idempotency-Key made: %w", err)
	}
	e := refuse(first.Status, CodeReplayed, "This Idempotency-Key made version %d of the app's secret, which cannot be shown again, "+
		"since it is not stored. To get a secret, reset with a new key.", earlier.Version)
	e.details = &earlier
	return e
}

// remember stores what the first request with the Idempotency-Key made, as the
// answer that a second one gets.
func (c *call) remember(key string, m made) error {
	text, err := apihttp.Encode(m)
	if err != nil {
		return err
	}
	return c.tx.Remember(c.scope, ownKey(key), c.request(), store.Answer{Status: http.StatusConflict, Body: text}, c.now)
}

// ownKey keeps Okto's Idempotency-Keys apart from other platforms', which share
// their table. No key holds a space by itself.
func ownKey(key string) string { return "okto " + key }

// request is what makes two requests the same: the endpoint and the app.
func (c *call) request() []byte { return []byte(c.r.Method + " " + c.r.URL.Path) }
