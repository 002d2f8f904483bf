// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Webhook is a subscription to events on Tok. Of its signing secrets it shows the
// current one's version, age and, for one that was made here, fingerprint.
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
	SecretVersion   int64
	SecretCreatedAt time.Time
	// Idempotency is the SHA-256 of the Idempotency-Key that made the webhook, or empty.
	Idempotency []byte
}

// webhookQuery selects webhooks with their current secrets.
const webhookQuery = `SELECT w.seq, w.id, w.organisation, w.environment, w.url, w.events, ifnull(w.description, ''), w.enabled, w.created_at, w.updated_at,
		s.fingerprint, s.version, s.created_at
	FROM webhooks w JOIN webhook_secrets s ON s.webhook = w.id AND s.expires_at IS NULL
	WHERE w.organisation = ?1 AND w.environment = ?2 AND w.platform = 'tok'`

func scanWebhook(r scanner) (seq int64, w Webhook, err error) {
	var events string
	err = r.Scan(&seq, &w.ID, &w.Scope.Organisation, &w.Scope.Environment, &w.URL, &events, &w.Description, &w.Enabled,
		seconds{&w.CreatedAt}, seconds{&w.UpdatedAt}, &w.Fingerprint, &w.SecretVersion, seconds{&w.SecretCreatedAt})
	if err == nil {
		err = json.Unmarshal([]byte(events), &w.Events)
	}
	return seq, w, err
}

// CountWebhooks returns how many webhooks an organisation has on Tok.
func (tx *Tx) CountWebhooks(organisation string) (n int, err error) {
	err = tx.get(func(r scanner) error { return r.Scan(&n) },
		"SELECT count(*) FROM webhooks WHERE organisation = ? AND platform = 'tok'", organisation)
	return n, err
}

// InsertWebhook adds a webhook with its first secret, which is sealed.
func (tx *Tx) InsertWebhook(w Webhook, secret string) error {
	events, err := json.Marshal(w.Events)
	if err != nil {
		return fmt.Errorf("writing the events: %w", err)
	}
	_, err = tx.exec(`INSERT INTO webhooks (id, organisation, environment, url, events, description, enabled, created_at, updated_at, idempotency)
		VALUES (?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?)`,
		w.ID, w.Scope.Organisation, w.Scope.Environment, w.URL, string(events), w.Description, w.Enabled,
		unix(w.CreatedAt), unix(w.UpdatedAt), w.Idempotency)
	if err != nil {
		return err
	}
	return tx.insertSecret(w, secret)
}

func (tx *Tx) insertSecret(w Webhook, secret string) error {
	_, err := tx.exec("INSERT INTO webhook_secrets (webhook, version, sealed, fingerprint, created_at) VALUES (?, ?, ?, ?, ?)",
		w.ID, w.SecretVersion, tx.store.sealer.Seal([]byte(secret), secretPurpose(w.ID, w.SecretVersion)), w.Fingerprint, unix(w.SecretCreatedAt))
	return err
}

// secretPurpose binds a sealed secret to its row.
func secretPurpose(webhookID string, version int64) string {
	return "webhook-secret/" + webhookID + "/" + strconv.FormatInt(version, 10)
}

// RotateSecret gives a webhook a new secret, which its SecretVersion,
// SecretCreatedAt and Fingerprint describe. Every older one goes on signing
// until the instant until, or the earlier end that it has already.
func (tx *Tx) RotateSecret(w Webhook, secret string, until time.Time) error {
	_, err := tx.exec("UPDATE webhook_secrets SET expires_at = min(ifnull(expires_at, ?1), ?1) WHERE webhook = ?2", unix(until), w.ID)
	if err != nil {
		return err
	}
	// What has ended is of no more use, and a secret that is not there cannot leak.
	if _, err := tx.exec("DELETE FROM webhook_secrets WHERE webhook = ? AND expires_at <= ?", w.ID, unix(w.SecretCreatedAt)); err != nil {
		return err
	}
	if err := tx.insertSecret(w, secret); err != nil {
		return err
	}
	return tx.UpdateWebhook(w)
}

// Webhook returns the webhook of that id, or ErrNotFound.
func (tx *Tx) Webhook(s Scope, id string) (Webhook, error) {
	var w Webhook
	err := tx.get(func(r scanner) (err error) {
		_, w, err = scanWebhook(r)
		return err
	}, webhookQuery+" AND w.id = ?3", s.Organisation, s.Environment, id)
	return w, err
}

// Webhooks returns a page of webhooks, newest first, and the position after
// it. A hash of an Idempotency-Key narrows the list to what that key made.
func (tx *Tx) Webhooks(s Scope, idempotency []byte, p Page) ([]Webhook, string, error) {
	var page descending[Webhook]
	err := tx.each(func(r scanner) error { return page.add(scanWebhook(r)) },
		webhookQuery+" AND w.seq < ?3 AND (?4 IS NULL OR w.idempotency = ?4) ORDER BY w.seq DESC LIMIT ?5",
		s.Organisation, s.Environment, before(p), idempotency, p.Limit+1)
	return page.cut(p, err)
}

// UpdateWebhook stores what a user decides about a webhook.
func (tx *Tx) UpdateWebhook(w Webhook) error {
	events, err := json.Marshal(w.Events)
	if err != nil {
		return fmt.Errorf("writing the events: %w", err)
	}
	_, err = tx.exec(`UPDATE webhooks SET url = ?, events = ?, description = nullif(?, ''), enabled = ?, updated_at = ?
		WHERE organisation = ? AND environment = ? AND id = ?`,
		w.URL, string(events), w.Description, w.Enabled, unix(w.UpdatedAt), w.Scope.Organisation, w.Scope.Environment, w.ID)
	return err
}

// DeleteWebhook deletes a webhook with its secrets and deliveries.
func (tx *Tx) DeleteWebhook(s Scope, id string) error {
	_, err := tx.exec("DELETE FROM webhooks WHERE organisation = ? AND environment = ? AND id = ?", s.Organisation, s.Environment, id)
	return err
}
