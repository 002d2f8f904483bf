// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Webhook is a subscription to events. Of its secrets it shows the current one's
// version, age and, for one that was made here, fingerprint.
type Webhook struct {
	ID              string
	Scope           Scope
	URL             string
	Events          []string
	Description     string // Empty for none.
	Enabled         bool
	CreatedAt       time.Time
	UpdatedAt       time.Time
	Fingerprint     []byte // SHA-256 of the secret's text; nil for one that the user gave.
	SecretVersion   int64  // 0 for a webhook without a secret.
	SecretCreatedAt time.Time
	// Idempotency is the SHA-256 of the Idempotency-Key that made the webhook, or empty.
	Idempotency []byte
}

// Webhooks are the webhooks of a platform. Those of all platforms are in one table,
// since they are delivered alike.
type Webhooks struct {
	Tx       *Tx
	Platform string
}

// webhookQuery selects webhooks with their current secrets.
const webhookQuery = `SELECT w.seq, w.id, w.organisation, w.environment, w.url, w.events, ifnull(w.description, ''), w.enabled, w.created_at, w.updated_at,
		s.fingerprint, ifnull(s.version, 0), s.created_at
	FROM webhooks w LEFT JOIN webhook_secrets s ON s.webhook = w.id AND s.expires_at IS NULL
	WHERE w.organisation = ?1 AND w.environment = ?2 AND w.platform = ?3`

func scanWebhook(r Scanner) (seq int64, w Webhook, err error) {
	var events string
	err = r.Scan(&seq, &w.ID, &w.Scope.Organisation, &w.Scope.Environment, &w.URL, &events, &w.Description, &w.Enabled,
		Seconds(&w.CreatedAt), Seconds(&w.UpdatedAt), &w.Fingerprint, &w.SecretVersion, Seconds(&w.SecretCreatedAt))
	if err == nil {
		err = json.Unmarshal([]byte(events), &w.Events)
	}
	return seq, w, err
}

// Count returns how many webhooks an organisation has.
func (t Webhooks) Count(organisation string) (int, error) {
	return Value[int](t.Tx, "SELECT count(*) FROM webhooks WHERE organisation = ? AND platform = ?", organisation, t.Platform)
}

// Insert adds a webhook with its first secret, which is sealed, or without one if
// it is empty.
func (t Webhooks) Insert(w Webhook, secret string) error {
	events, err := json.Marshal(w.Events)
	if err != nil {
		return fmt.Errorf("writing the events: %w", err)
	}
	_, err = t.Tx.Exec(`INSERT INTO webhooks (platform, id, organisation, environment, url, events, description, enabled, created_at, updated_at, idempotency)
		VALUES (?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?)`,
		t.Platform, w.ID, w.Scope.Organisation, w.Scope.Environment, w.URL, string(events), w.Description, w.Enabled,
		Unix(w.CreatedAt), Unix(w.UpdatedAt), w.Idempotency)
	if err != nil {
		return err
	}
	return t.insertSecret(w, secret)
}

func (t Webhooks) insertSecret(w Webhook, secret string) error {
	if secret == "" {
		return nil
	}
	_, err := t.Tx.Exec("INSERT INTO webhook_secrets (webhook, version, sealed, fingerprint, created_at) VALUES (?, ?, ?, ?, ?)",
		w.ID, w.SecretVersion, t.Tx.Seal([]byte(secret), secretPurpose(w.ID, w.SecretVersion)), w.Fingerprint, Unix(w.SecretCreatedAt))
	return err
}

// secretPurpose binds a sealed secret to its row.
func secretPurpose(webhookID string, version int64) string {
	return "webhook-secret/" + webhookID + "/" + strconv.FormatInt(version, 10)
}

// Rotate gives a webhook a new secret, which its SecretVersion, SecretCreatedAt and
// Fingerprint describe, or none if it is empty. Every older one goes on being used
// until the instant until, or the earlier end that it has already.
func (t Webhooks) Rotate(w Webhook, secret string, until time.Time) error {
	_, err := t.Tx.Exec("UPDATE webhook_secrets SET expires_at = min(ifnull(expires_at, ?1), ?1) WHERE webhook = ?2", Unix(until), w.ID)
	if err != nil {
		return err
	}
	// What has ended is of no more use, and a secret that is not there cannot leak.
	if _, err := t.Tx.Exec("DELETE FROM webhook_secrets WHERE webhook = ? AND expires_at <= ?", w.ID, Unix(w.SecretCreatedAt)); err != nil {
		return err
	}
	if err := t.insertSecret(w, secret); err != nil {
		return err
	}
	return t.Update(w)
}

// Find returns the webhook of that id, or ErrNotFound.
func (t Webhooks) Find(s Scope, id string) (w Webhook, err error) {
	return One(t.Tx, Unnumbered(scanWebhook), webhookQuery+" AND w.id = ?4", s.Organisation, s.Environment, t.Platform, id)
}

// Page returns a page of webhooks, newest first, and the position after it. A hash
// of an Idempotency-Key narrows the list to what that key made.
func (t Webhooks) Page(s Scope, idempotency []byte, p Page) ([]Webhook, string, error) {
	return Newest(t.Tx, p, scanWebhook, webhookQuery+" AND w.seq < ?4 AND (?5 IS NULL OR w.idempotency = ?5) ORDER BY w.seq DESC LIMIT ?6",
		s.Organisation, s.Environment, t.Platform, Before(p), idempotency, p.Limit+1)
}

// Update stores what a user decides about a webhook.
func (t Webhooks) Update(w Webhook) error {
	events, err := json.Marshal(w.Events)
	if err != nil {
		return fmt.Errorf("writing the events: %w", err)
	}
	_, err = t.Tx.Exec(`UPDATE webhooks SET url = ?, events = ?, description = nullif(?, ''), enabled = ?, updated_at = ?
		WHERE organisation = ? AND environment = ? AND id = ?`,
		w.URL, string(events), w.Description, w.Enabled, Unix(w.UpdatedAt), w.Scope.Organisation, w.Scope.Environment, w.ID)
	return err
}

// Delete deletes a webhook with its secrets and deliveries.
func (t Webhooks) Delete(s Scope, id string) error {
	_, err := t.Tx.Exec("DELETE FROM webhooks WHERE organisation = ? AND environment = ? AND id = ?", s.Organisation, s.Environment, id)
	return err
}

// Subscribers returns the ids of the enabled webhooks that take the event.
func (t Webhooks) Subscribers(s Scope, event string) ([]string, error) {
	return List(t.Tx, Column[string], `SELECT id FROM webhooks WHERE organisation = ? AND environment = ? AND platform = ? AND enabled
		AND EXISTS (SELECT 1 FROM json_each(events) WHERE value = ?) ORDER BY seq`,
		s.Organisation, s.Environment, t.Platform, event)
}
