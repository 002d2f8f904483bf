// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import "time"

// OkraWebhook is the one webhook of an environment on Okra. It takes every event.
type OkraWebhook struct {
	ID        string
	Scope     Scope
	URL       string
	HasToken  bool // A bearer token is sent with every message.
	CreatedAt time.Time
	UpdatedAt time.Time
}

// okraTokenVersion is the version of a token among the secrets of all platforms'
// webhooks: a new one takes the old one's place.
const okraTokenVersion = 1

// OkraWebhook returns the scope's webhook, or ErrNotFound.
func (tx *Tx) OkraWebhook(s Scope) (OkraWebhook, error) {
	w := OkraWebhook{Scope: s}
	err := tx.get(func(r scanner) error {
		return r.Scan(&w.ID, &w.URL, seconds{&w.CreatedAt}, seconds{&w.UpdatedAt}, &w.HasToken)
	}, `SELECT id, url, created_at, updated_at, EXISTS (SELECT 1 FROM webhook_secrets WHERE webhook = id)
		FROM webhooks WHERE organisation = ? AND environment = ? AND platform = 'okra'`, s.Organisation, s.Environment)
	return w, err
}

// InsertOkraWebhook adds the scope's webhook, which has none, without a token.
func (tx *Tx) InsertOkraWebhook(w OkraWebhook) error {
	_, err := tx.exec(`INSERT INTO webhooks (platform, id, organisation, environment, url, events, enabled, created_at, updated_at)
		VALUES ('okra', ?, ?, ?, ?, '[]', TRUE, ?, ?)`,
		w.ID, w.Scope.Organisation, w.Scope.Environment, w.URL, unix(w.CreatedAt), unix(w.UpdatedAt))
	return err
}

// UpdateOkraWebhook stores a webhook's URL.
func (tx *Tx) UpdateOkraWebhook(w OkraWebhook) error {
	_, err := tx.exec("UPDATE webhooks SET url = ?, updated_at = ? WHERE organisation = ? AND environment = ? AND id = ?",
		w.URL, unix(w.UpdatedAt), w.Scope.Organisation, w.Scope.Environment, w.ID)
	return err
}

// SetOkraToken gives a webhook another bearer token, which is sealed, or with an
// empty one none.
func (tx *Tx) SetOkraToken(w OkraWebhook, token string) error {
	if _, err := tx.exec("DELETE FROM webhook_secrets WHERE webhook = ?", w.ID); err != nil || token == "" {
		return err
	}
	return tx.insertSecret(Webhook{ID: w.ID, SecretVersion: okraTokenVersion, SecretCreatedAt: w.UpdatedAt}, token)
}
