// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package tables is what the database keeps of Tok, one file for each table.
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
	return store.Platform{
		Name: "tok", Migrations: migrations, Joint: []int64{1, 5}, Seeded: "api_keys",
		Sealed: "SELECT state_sealed, 'consent-state/' || id FROM consents WHERE state_sealed IS NOT NULL",
		Proof:  func(secrets []string) delivery.Proof { return delivery.Signatures(secrets) },
	}
}

// Tx is a transaction that knows the tables.
type Tx struct{ *store.Tx }

// Keys are the API keys.
func (tx Tx) Keys() store.Keys { return store.Keys{Tx: tx.Tx, Table: "api_keys"} }

// Webhooks are the webhooks.
func (tx Tx) Webhooks() store.Webhooks { return store.Webhooks{Tx: tx.Tx, Platform: "tok"} }
