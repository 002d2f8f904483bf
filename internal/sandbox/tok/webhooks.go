// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

func webhookList() listing { return bySequence("webhooks") }

// webhook is a webhook as the platform shows it; SigningSecret only in the
// answer that made the secret.
type webhook struct {
	ID                string   `json:"id"`
	URL               string   `json:"url"`
	Events            []string `json:"events"`
	Description       *string  `json:"description"`
	Enabled           bool     `json:"enabled"`
	SigningSecret     string   `json:"signingSecret,omitempty"`
	SecretFingerprint *string  `json:"secretFingerprint"`
	SecretVersion     int64    `json:"secretVersion"`
	SecretCreatedAt   string   `json:"secretCreatedAt"`
	CreatedAt         string   `json:"createdAt"`
	UpdatedAt         string   `json:"updatedAt"`
}

func showWebhook(w store.Webhook) webhook {
	shown := webhook{
		ID: w.ID, URL: w.URL, Events: w.Events, Description: apihttp.OptionalText(w.Description), Enabled: w.Enabled,
		SecretVersion: w.SecretVersion, SecretCreatedAt: apihttp.Instant(w.SecretCreatedAt),
		CreatedAt: apihttp.Instant(w.CreatedAt), UpdatedAt: apihttp.Instant(w.UpdatedAt),
	}
	if w.Fingerprint != nil {
		fingerprint := "sha256:" + hex.EncodeToString(w.Fingerprint)
		shown.SecretFingerprint = &fingerprint
	}
	return shown
}

// signingSecret reads the secret that the user gives, or makes one. Only one
// made here has a fingerprint: of a secret that a person chose, a hash would
// help to guess it.
func (f fields) signingSecret() (secret string, fingerprint []byte, err error) {
	given, err := f.Decode("signingSecret", &secret, "a text")
	if err != nil {
		return "", nil, err
	}
	if !given {
		secret = delivery.NewSecret()
		sum := sha256.Sum256([]byte(secret))
		return secret, sum[:], nil
	}
	if delivery.CheckSecret(secret) != nil {
		return "", nil, apihttp.Invalidf("signingSecret", "The signing secret has another form than expected: \"whsec_\" and the base64 of 24 to 64 bytes.")
	}
	return secret, nil, nil
}

// settings reads what a user decides about a webhook into w. Fields that are
// absent stay as they are.
func (f fields) settings(w *store.Webhook) error {
	if address, ok, err := f.Text("url", apihttp.MaxURL); err != nil {
		return err
	} else if ok {
		if err := apihttp.CheckURL("url", address); err != nil {
			return err
		}
		w.URL = address
	}
	var wanted []string
	if ok, err := f.Decode("events", &wanted, "a list of event types"); err != nil {
		return err
	} else if ok {
		if err := checkEvents(wanted); err != nil {
			return err
		}
		w.Events = wanted
	}
	if f.Null("description") {
		w.Description = ""
	} else if f.Given("description") {
		if _, err := f.Decode("description", &w.Description, "a text or null"); err != nil {
			return err
		}
		if n := len([]rune(w.Description)); n > maxDescription {
			return apihttp.Invalidf("description", "The field \"description\" has %d characters: expected at most %d.", n, maxDescription)
		}
	}
	_, err := f.Decode("enabled", &w.Enabled, "true or false")
	return err
}

// checkEvents takes one or more different event types.
func checkEvents(wanted []string) error {
	if len(wanted) == 0 {
		return apihttp.Invalidf("events", "The list of events is empty: expected one or more of %s.", apihttp.Quoted(events()))
	}
	for i, event := range wanted {
		if !slices.Contains(events(), event) {
			return apihttp.Invalidf("events", "The event %q is unknown: expected one or more of %s.", apihttp.Clip(event), apihttp.Quoted(events()))
		}
		if slices.Contains(wanted[:i], event) {
			return apihttp.Invalidf("events", "The event %q is there twice: expected each once.", event)
		}
	}
	return nil
}

func createWebhook(c *call) (reply, error) {
	f, err := c.object("url", "events", "description", "enabled", "signingSecret")
	if err != nil {
		return reply{}, err
	}
	w := store.Webhook{
		ID: ids.New(idWebhook, c.now), Scope: c.scope, Enabled: true,
		CreatedAt: c.now, UpdatedAt: c.now, SecretVersion: 1, SecretCreatedAt: c.now,
	}
	for _, name := range []string{"url", "events"} {
		if !f.Has(name) {
			return reply{}, apihttp.Missing(name)
		}
	}
	if err := f.settings(&w); err != nil {
		return reply{}, err
	}
	count, err := c.tx.Webhooks().Count(c.scope.Organisation)
	if err != nil {
		return reply{}, err
	}
	if count >= c.api.MaxWebhooks {
		return reply{}, refuse(http.StatusConflict, CodeConflict, "The organisation has %d webhooks, the most that it may have: delete one first.", count)
	}
	secret, fingerprint, err := f.signingSecret()
	if err != nil {
		return reply{}, err
	}
	w.Fingerprint = fingerprint
	w.Idempotency = apihttp.HashOfKey(c.r)
	if err := c.tx.Webhooks().Insert(w, secret); err != nil {
		return reply{}, err
	}
	shown := showWebhook(w)
	shown.SigningSecret = secret
	return reply{status: http.StatusCreated, body: shown}, nil
}

func listWebhooks(c *call) (reply, error) {
	idempotency, err := c.idempotencyFilter()
	if err != nil {
		return reply{}, err
	}
	p, err := c.page(webhookList())
	if err != nil {
		return reply{}, err
	}
	found, next, err := c.tx.Webhooks().Page(c.scope, idempotency, p)
	if err != nil {
		return reply{}, err
	}
	shown := make([]webhook, len(found))
	for i, w := range found {
		shown[i] = showWebhook(w)
	}
	return listed(webhookList(), shown, next), nil
}

// webhook returns the webhook that the path names.
func (c *call) webhook() (store.Webhook, error) {
	id := c.r.PathValue("id")
	w, err := c.tx.Webhooks().Find(c.scope, id)
	if errors.Is(err, store.ErrNotFound) {
		return w, notFound("webhook", id)
	}
	return w, err
}

func getWebhook(c *call) (reply, error) {
	w, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: showWebhook(w)}, nil
}

func updateWebhook(c *call) (reply, error) {
	w, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	f, err := c.object("url", "events", "description", "enabled")
	if err != nil {
		return reply{}, err
	}
	if err := f.settings(&w); err != nil {
		return reply{}, err
	}
	w.UpdatedAt = c.now
	if err := c.tx.Webhooks().Update(w); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: showWebhook(w)}, nil
}

func deleteWebhook(c *call) (reply, error) {
	w, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, c.tx.Webhooks().Delete(c.scope, w.ID)
}

func rotateSecret(c *call) (reply, error) {
	w, err := c.webhook()
	if err != nil {
		return reply{}, err
	}
	f, err := c.object("overlapSeconds", "signingSecret")
	if err != nil {
		return reply{}, err
	}
	overlap, ok, err := f.Whole("overlapSeconds", 0, maxSpan)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return reply{}, apihttp.Missing("overlapSeconds")
	}
	secret, fingerprint, err := f.signingSecret()
	if err != nil {
		return reply{}, err
	}
	w.SecretVersion++
	w.SecretCreatedAt, w.UpdatedAt, w.Fingerprint = c.now, c.now, fingerprint
	if err := c.tx.Webhooks().Rotate(w, secret, c.now.Add(time.Duration(overlap)*time.Second)); err != nil {
		return reply{}, err
	}
	shown := showWebhook(w)
	shown.SigningSecret = secret
	return reply{status: http.StatusOK, body: shown}, nil
}
