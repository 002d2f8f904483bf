// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

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

const (
	// applicationID marks a SQLite file as a sandbox database ("obSB").
	applicationID = 0x6f625342
	// ownVersions is the version of a file in which each platform counts the versions of
	// its own tables, in the table versions. In an older file they are counted together.
	ownVersions = 6
)

// migrate brings the tables of all platforms up to date, in one transaction.
func (s *Store) migrate(ctx context.Context, platforms []Platform) error {
	var application, version, tables int64
	for query, dest := range map[string]*int64{
		"PRAGMA application_id":              &application,
		"PRAGMA user_version":                &version,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := s.conn.QueryRowContext(ctx, query).Scan(dest); err != nil {
			return wrap(err)
		}
	}
	switch {
	case tables > 0 && application != applicationID:
		return ErrForeign
	case version > ownVersions:
		return fmt.Errorf("%w (got schema version %d, expected at most %d)", ErrNewer, version, ownVersions)
	}
	return s.transact(ctx, "BEGIN IMMEDIATE", func(tx *Tx) error {
		if version < ownVersions {
			if err := tx.separate(platforms, version); err != nil {
				return err
			}
		}
		if err := tx.knowsAll(platforms); err != nil {
			return err
		}
		for _, p := range platforms {
			if err := tx.migrate(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// separate gives each platform of a file of the joint version, which is 0 for a new
// one, the version of its own tables.
func (tx *Tx) separate(platforms []Platform, joint int64) error {
	err := tx.script(fmt.Sprintf(`CREATE TABLE versions (platform TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
		PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, ownVersions))
	for _, p := range platforms {
		later := slices.IndexFunc(p.Joint, func(ran int64) bool { return ran > joint })
		if later < 0 {
			later = len(p.Joint)
		}
		if err == nil && later > 0 {
			err = tx.setVersion(p, later)
		}
	}
	return err
}

// knowsAll refuses a file with a platform that this release does not have.
func (tx *Tx) knowsAll(platforms []Platform) error {
	return tx.Each(func(r Scanner) error {
		var name string
		err := r.Scan(&name)
		if err == nil && !slices.ContainsFunc(platforms, func(p Platform) bool { return p.Name == name }) {
			err = fmt.Errorf("%w (it has the platform %s)", ErrNewer, name)
		}
		return err
	}, "SELECT platform FROM versions")
}

// migrate runs the scripts that a platform's tables have not seen yet.
func (tx *Tx) migrate(p Platform) error {
	scripts, err := fs.Glob(p.Migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("listing the migrations of %s: %w", p.Name, err)
	}
	slices.Sort(scripts)
	version, err := Value[int](tx, "SELECT version FROM versions WHERE platform = ?", p.Name)
	switch {
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	case version > len(scripts):
		return fmt.Errorf("%w (got version %d of the tables of %s, expected at most %d)", ErrNewer, version, p.Name, len(scripts))
	case version == len(scripts):
		return nil
	}
	for _, name := range scripts[version:] {
		script, err := fs.ReadFile(p.Migrations, name)
		if err != nil {
			return fmt.Errorf("reading a migration: %w", err)
		}
		if err := tx.script(string(script)); err != nil {
			return fmt.Errorf("migrating the tables of %s by %s: %w", p.Name, name, err)
		}
	}
	return tx.setVersion(p, len(scripts))
}

func (tx *Tx) setVersion(p Platform, version int) error {
	_, err := tx.Exec("INSERT INTO versions (platform, version) VALUES (?, ?) ON CONFLICT (platform) DO UPDATE SET version = excluded.version", p.Name, version)
	return err
}

// script runs any number of statements.
func (tx *Tx) script(text string) error {
	_, err := tx.store.conn.ExecContext(tx.ctx, text)
	return wrap(err)
}
