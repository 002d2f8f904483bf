// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
)

// applicationID marks a SQLite file as a sandbox database ("obSB").
const applicationID = 0x6f625342

// migrations holds one script for each version of the schema, in the order of
// their names. A released script is never edited: a change is a new one.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date, each step in a transaction of its own.
func (s *Store) migrate(ctx context.Context) error {
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
	if tables > 0 && application != applicationID {
		return ErrForeign
	}
	scripts, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("listing the migrations: %w", err)
	}
	slices.Sort(scripts)
	if version > int64(len(scripts)) {
		return fmt.Errorf("%w (got schema version %d, expected at most %d)", ErrNewer, version, len(scripts))
	}
	for i := version; i < int64(len(scripts)); i++ {
		script, err := migrations.ReadFile(scripts[i])
		if err != nil {
			return fmt.Errorf("reading a migration: %w", err)
		}
		step := fmt.Sprintf("BEGIN IMMEDIATE; %s; PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT", script, applicationID, i+1)
		if _, err := s.conn.ExecContext(ctx, step); err != nil {
			_, _ = s.conn.ExecContext(ctx, "ROLLBACK")
			return fmt.Errorf("migrating the database to schema version %d: %w", i+1, wrap(err))
		}
	}
	return nil
}
