// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package tables is what the database keeps of Okto.
package tables

import (
	"crypto/sha256"
	"embed"
	"time"

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

// App is an app on Okto with what is kept of its App Secret, whose text is
// nowhere in the database. An app has one secret at a time.
type App struct {
	ID     string
	Scope  store.Scope
	Name   string
	Secret Secret
}

// Secret describes an app's current secret.
type Secret struct {
	Version    int64             // 1, 2, …; each reset makes the next.
	Hash       [sha256.Size]byte // Of the whole text.
	CreatedAt  time.Time
	LastUsedAt time.Time // The zero time stands for "never".
}

// table is the table of the apps.
const table = "okto_apps"

const appColumns = "id, organisation, environment, name, secret_version, secret_hash, secret_created_at, last_used_at"

func (tx Tx) scanApp(r store.Scanner) (a App, err error) {
	var hash []byte
	err = r.Scan(&a.ID, &a.Scope.Organisation, &a.Scope.Environment, &a.Name,
		&a.Secret.Version, &hash, store.Seconds(&a.Secret.CreatedAt), store.Seconds(&a.Secret.LastUsedAt))
	copy(a.Secret.Hash[:], hash)
	a.Secret.LastUsedAt = tx.LastUse(table, a.ID, a.Secret.LastUsedAt)
	return a, err
}

// app returns the one app that the condition selects, or store.ErrNotFound.
func (tx Tx) app(condition string, args ...any) (a App, err error) {
	return store.One(tx.Tx, tx.scanApp, "SELECT "+appColumns+" FROM okto_apps WHERE "+condition, args...)
}

// InsertApp adds an app with its secret.
func (tx Tx) InsertApp(a App) error {
	_, err := tx.Exec(`INSERT INTO okto_apps (id, organisation, environment, name, secret_version, secret_hash, secret_created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Scope.Organisation, a.Scope.Environment, a.Name, a.Secret.Version, a.Secret.Hash[:], store.Unix(a.Secret.CreatedAt))
	return err
}

// App returns the app of that id, or store.ErrNotFound.
func (tx Tx) App(s store.Scope, id string) (App, error) {
	return tx.app("organisation = ? AND environment = ? AND id = ?", s.Organisation, s.Environment, id)
}

// AppByID returns the app of that id, of whatever organisation: it is how
// the dashboard, which shows everything, finds one.
func (tx Tx) AppByID(id string) (App, error) { return tx.app("id = ?", id) }

// AppBySecret returns the app whose current secret has that SHA-256, of
// whatever organisation: it is how a request's organisation is found out.
func (tx Tx) AppBySecret(hash [sha256.Size]byte) (App, error) {
	return tx.app("secret_hash = ?", hash[:])
}

// Apps returns the apps of the scope, in the order in which they were added.
func (tx Tx) Apps(s store.Scope) ([]App, error) {
	return store.List(tx.Tx, tx.scanApp, "SELECT "+appColumns+" FROM okto_apps WHERE organisation = ? AND environment = ? ORDER BY seq", s.Organisation, s.Environment)
}

// ResetSecret gives the app another secret, made at the instant now, and
// returns it. The old one is gone.
func (tx Tx) ResetSecret(a App, hash [sha256.Size]byte, now time.Time) (Secret, error) {
	s := Secret{Version: a.Secret.Version + 1, Hash: hash, CreatedAt: now}
	_, err := tx.Exec(`UPDATE okto_apps SET secret_version = ?, secret_hash = ?, secret_created_at = ?, last_used_at = NULL
		WHERE organisation = ? AND environment = ? AND id = ?`,
		s.Version, s.Hash[:], store.Unix(s.CreatedAt), a.Scope.Organisation, a.Scope.Environment, a.ID)
	return s, err
}

// TouchSecret notes that the app's current secret was used at the instant now.
func (tx Tx) TouchSecret(id string, now time.Time) { tx.Touch(table, id, now) }

// InsertToken adds the management token of a scope by its SHA-256.
func (tx Tx) InsertToken(s store.Scope, hash [sha256.Size]byte) error {
	_, err := tx.Exec("INSERT INTO okto_tokens (hash, organisation, environment) VALUES (?, ?, ?)", hash[:], s.Organisation, s.Environment)
	return err
}

// TokenScope returns whose apps the management token with that SHA-256
// manages, or store.ErrNotFound for an unknown token.
func (tx Tx) TokenScope(hash [sha256.Size]byte) (s store.Scope, err error) {
	err = tx.Get(func(r store.Scanner) error { return r.Scan(&s.Organisation, &s.Environment) },
		"SELECT organisation, environment FROM okto_tokens WHERE hash = ?", hash[:])
	return s, err
}
