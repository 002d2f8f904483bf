// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"embed"
	"io/fs"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
)

// Platform is what the database has to know of a platform.
type Platform struct {
	Name string
	// Migrations makes the platform's tables: one script for each version of them, in
	// the order of their names. A released script is never edited: a change is a new one.
	Migrations fs.FS
	// Joint is for a platform from before each of them counted its own versions: at
	// which versions of the whole database its first scripts ran.
	Joint []int64
	// Seeded is a table that has rows from the start, and ever after.
	Seeded string
	// Sealed selects a sealed text and its purpose wherever the platform's tables have
	// one; empty for a platform that seals nothing.
	Sealed string
	// Proof is what shows the receivers of its webhooks that a message is genuine; nil
	// for a platform without webhooks.
	Proof Proof
}

// Proof makes the proof of a webhook's messages from its secrets, newest first, of
// which there may be none.
type Proof func(secrets []string) delivery.Proof

//go:embed migrations/*.sql
var migrations embed.FS

// shared is what all platforms share, in the form of a platform.
func shared() Platform {
	return Platform{
		Name: "shared", Migrations: migrations, Joint: []int64{1, 3},
		Sealed: "SELECT sealed, 'webhook-secret/' || webhook || '/' || version FROM webhook_secrets",
	}
}
