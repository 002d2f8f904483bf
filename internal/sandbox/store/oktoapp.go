// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"crypto/sha256"
	"time"
)

// OktoApp is an app on Okto with what is kept of its App Secret, whose text is
// nowhere in the database. An app has one secret at a time.
type OktoApp struct {
	ID     string
	Scope  Scope
	Name   string
	Secret OktoSecret
}

// OktoSecret describes an app's current secret.
type OktoSecret struct {
	Version    int64             // 1, 2, …; each reset makes the next.
	Hash       [sha256.Size]byte // Of the whole text.
	CreatedAt  time.Time
	LastUsedAt time.Time // The zero time stands for "never".
}

const oktoAppColumns = "id, organisation, environment, name, secret_version, secret_hash, secret_created_at, last_used_at"

func (tx *Tx) scanOktoApp(r scanner) (a OktoApp, err error) {
	var hash []byte
	err = r.Scan(&a.ID, &a.Scope.Organisation, &a.Scope.Environment, &a.Name,
		&a.Secret.Version, &hash, seconds{&a.Secret.CreatedAt}, seconds{&a.Secret.LastUsedAt})
	copy(a.Secret.Hash[:], hash)
	a.Secret.LastUsedAt = tx.lastUse(credential{oktoSecretUse, a.ID}, a.Secret.LastUsedAt)
	return a, err
}

// oktoApp returns the one app that the condition selects, or ErrNotFound.
func (tx *Tx) oktoApp(condition string, args ...any) (a OktoApp, err error) {
	err = tx.get(func(r scanner) (err error) {
		a, err = tx.scanOktoApp(r)
		return err
	}, "SELECT "+oktoAppColumns+" FROM okto_apps WHERE "+condition, args...)
	return a, err
}

// InsertOktoApp adds an app with its secret.
func (tx *Tx) InsertOktoApp(a OktoApp) error {
	_, err := tx.exec(`INSERT INTO okto_apps (id, organisation, environment, name, secret_version, secret_hash, secret_created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Scope.Organisation, a.Scope.Environment, a.Name, a.Secret.Version, a.Secret.Hash[:], unix(a.Secret.CreatedAt))
	return err
}

// OktoApp returns the app of that id, or ErrNotFound.
func (tx *Tx) OktoApp(s Scope, id string) (OktoApp, error) {
	return tx.oktoApp("organisation = ? AND environment = ? AND id = ?", s.Organisation, s.Environment, id)
}

// OktoAppByID returns the app of that id, of whatever organisation: it is how
// the dashboard, which shows everything, finds one.
func (tx *Tx) OktoAppByID(id string) (OktoApp, error) { return tx.oktoApp("id = ?", id) }

// OktoAppBySecret returns the app whose current secret has that SHA-256, of
// whatever organisation: it is how a request's organisation is found out.
func (tx *Tx) OktoAppBySecret(hash [sha256.Size]byte) (OktoApp, error) {
	return tx.oktoApp("secret_hash = ?", hash[:])
}

// OktoApps returns the apps of the scope, in the order in which they were added.
func (tx *Tx) OktoApps(s Scope) ([]OktoApp, error) {
	var list []OktoApp
	err := tx.each(func(r scanner) error {
		a, err := tx.scanOktoApp(r)
		list = append(list, a)
		return err
	}, "SELECT "+oktoAppColumns+" FROM okto_apps WHERE organisation = ? AND environment = ? ORDER BY seq", s.Organisation, s.Environment)
	return list, err
}

// HasOktoApps tells whether any organisation has an app. A database that was
// made before there were any has none.
func (tx *Tx) HasOktoApps() (bool, error) {
	var has bool
	err := tx.get(func(r scanner) error { return r.Scan(&has) }, "SELECT EXISTS (SELECT 1 FROM okto_apps)")
	return has, err
}

// ResetOktoSecret gives the app another secret, made at the instant now, and
// returns it. The old one is gone.
func (tx *Tx) ResetOktoSecret(a OktoApp, hash [sha256.Size]byte, now time.Time) (OktoSecret, error) {
	s := OktoSecret{Version: a.Secret.Version + 1, Hash: hash, CreatedAt: now}
	_, err := tx.exec(`UPDATE okto_apps SET secret_version = ?, secret_hash = ?, secret_created_at = ?, last_used_at = NULL
		WHERE organisation = ? AND environment = ? AND id = ?`,
		s.Version, s.Hash[:], unix(s.CreatedAt), a.Scope.Organisation, a.Scope.Environment, a.ID)
	return s, err
}

// TouchOktoSecret notes that the app's current secret was used at the instant now.
func (tx *Tx) TouchOktoSecret(id string, now time.Time) { tx.touch(credential{oktoSecretUse, id}, now) }

// InsertOktoToken adds the management token of a scope by its SHA-256.
func (tx *Tx) InsertOktoToken(s Scope, hash [sha256.Size]byte) error {
	_, err := tx.exec("INSERT INTO okto_tokens (hash, organisation, environment) VALUES (?, ?, ?)", hash[:], s.Organisation, s.Environment)
	return err
}

// OktoTokenScope returns whose apps the management token with that SHA-256
// manages, or ErrNotFound for an unknown token.
func (tx *Tx) OktoTokenScope(hash [sha256.Size]byte) (s Scope, err error) {
	err = tx.get(func(r scanner) error { return r.Scan(&s.Organisation, &s.Environment) },
		"SELECT organisation, environment FROM okto_tokens WHERE hash = ?", hash[:])
	return s, err
}
