// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package tables is what the database keeps of Okto.
package tables

import (
	"embed"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Platform describes the tables.
func Platform() store.Platform {
	return store.Platform{Name: "okto", Migrations: migrations, Joint: []int64{2}, Seeded: table}
}

// Tx is a transaction that knows the tables.
type Tx struct{ *store.Tx }
