// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/seal"
)

// Open opens the database at path, makes it if there is none, and brings the tables
// of the platforms up to date. An empty path is a database in memory.
//
// Beside a file lies `<path>.key` with the key that seals what must be read back;
// without it the sealed texts of an existing database are lost, so a missing or
// another key is an error there. All files are for their owner alone.
func Open(ctx context.Context, path string, platforms ...Platform) (*Store, error) {
	restore := func() error { return nil }
	if path != "" {
		err := reserve(path)
		if err == nil {
			restore, err = private(path)
		}
		if err != nil {
			return nil, describe(path, err)
		}
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, describe(path, wrap(err))
	}
	db.SetMaxOpenConns(1)
	s := &Store{db: db, stmts: map[string]*sql.Stmt{}, lastUsed: map[credential]int64{}, proofs: map[string]Proof{}}
	for _, p := range platforms {
		s.proofs[p.Name] = p.Proof
	}
	if err := s.open(ctx, path, append([]Platform{shared()}, platforms...)); err != nil {
		if errors.Is(err, ErrForeign) {
			err = errors.Join(err, restore())
		}
		if s.conn != nil {
			err = errors.Join(err, s.conn.Close())
		}
		return nil, describe(path, errors.Join(err, db.Close()))
	}
	return s, nil
}

// open takes the connection, the lock, the schema and the key, in that order.
func (s *Store) open(ctx context.Context, path string, platforms []Platform) error {
	var err error
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return wrap(err)
	}
	// Exclusive locking comes first: it makes the write-ahead log do without
	// shared memory and keeps every other process out until the end, however
	// it comes. FULL syncs the log at each commit, so that nothing answered is lost.
	for _, pragma := range []string{
		"PRAGMA busy_timeout = 250",
		"PRAGMA locking_mode = EXCLUSIVE",
		"PRAGMA journal_mode = WAL",
		"PRAGMA synchronous = FULL",
		"PRAGMA foreign_keys = ON",
		"PRAGMA trusted_schema = OFF",
		"PRAGMA cache_size = -65536", // 64 MiB at most.
		"BEGIN EXCLUSIVE",
		"COMMIT",
	} {
		if _, err := s.conn.ExecContext(ctx, pragma); err != nil {
			return wrap(err)
		}
	}
	if err := s.migrate(ctx, platforms); err != nil {
		return err
	}
	// Nothing is sealed before the seed is stored, so a database without one may
	// be given a new key, even if the process that made it died early.
	fresh := false
	err = s.View(ctx, func(tx *Tx) error {
		_, err := tx.Seed()
		if fresh = errors.Is(err, ErrNotFound); fresh {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	key, err := sealingKey(path, fresh)
	if err != nil {
		return err
	}
	if s.sealer, err = seal.New(key); err != nil {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error { return tx.checkKey(platforms, keyFile(path), key, fresh) })
}

// reserve makes the file of a new database. A file that exists is left untouched:
// opening and closing it here would drop the lock that another store of this
// process holds on it.
func reserve(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // The operator names the file.
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return fmt.Errorf("%w (%w)", ErrUnwritable, err)
	}
	return f.Close()
}

// dsn writes the path as a URI, in which a question mark or a hash of a file's
// name is escaped.
func dsn(path string) string {
	if path == "" {
		return "file::memory:"
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	p := filepath.ToSlash(abs)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/… on Windows.
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}

// describe names the file that an error is about.
func describe(path string, err error) error {
	if err == nil || path == "" {
		return err
	}
	return fmt.Errorf("database %s: %w", path, err)
}

// LimitSize bounds the database to its present size and the given number of
// further pages, as a full disk does. Tests use it.
func (s *Store) LimitSize(ctx context.Context, pages int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return ErrClosed
	}
	var present int64
	if err := s.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&present); err != nil {
		return wrap(err)
	}
	_, err := s.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", present+pages))
	return wrap(err)
}
