// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package tables is what the database keeps of Okra, one file for each table.
package tables

import (
	"embed"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Platform describes the tables.
func Platform() store.Platform {
	return store.Platform{Name: "okra", Migrations: migrations, Joint: []int64{3, 4}, Seeded: "okra_clients", Proof: bearerToken}
}

// bearerToken is the proof of a webhook whose user gave it a token.
func bearerToken(secrets []string) delivery.Proof {
	if len(secrets) == 0 {
		return nil
	}
	return delivery.BearerToken(secrets[0])
}

// Tx is a transaction that knows the tables.
type Tx struct{ *store.Tx }

// Keys are the keys.
func (tx Tx) Keys() store.Keys { return store.Keys{Tx: tx.Tx, Table: "okra_keys", Public: true} }

// Webhooks are the webhooks. An environment has one, which takes every event.
func (tx Tx) Webhooks() store.Webhooks { return store.Webhooks{Tx: tx.Tx, Platform: "okra"} }

// Webhook returns the scope's webhook, or store.ErrNotFound.
func (tx Tx) Webhook(s store.Scope) (store.Webhook, error) {
	list, _, err := tx.Webhooks().Page(s, nil, store.Page{Limit: 1})
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Webhook{Scope: s}, err
	}
	return list[0], nil
}

// InsertClient adds an organisation's client token.
func (tx Tx) InsertClient(organisation, token string) error {
	_, err := tx.Exec("INSERT INTO okra_clients (organisation, token) VALUES (?, ?)", organisation, token)
	return err
}

// ClientToken returns an organisation's client token, or store.ErrNotFound.
func (tx Tx) ClientToken(organisation string) (string, error) {
	return store.Value[string](tx.Tx, "SELECT token FROM okra_clients WHERE organisation = ?", organisation)
}
