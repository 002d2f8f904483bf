// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package store is the sandbox's database: one SQLite file, or memory, behind
// one connection, with the tables that all platforms share. A platform brings its
// own ones along, as Platform says.
//
// One connection is enough for an emulator and makes two promises simple: a
// request sees and leaves the database in one state, since its transaction runs
// alone, and no second process can open the file, since the connection holds it
// exclusively.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/seal"
)

// ErrNotFound says that no such object exists for that organisation and
// environment; it does not tell whether one exists for another.
var ErrNotFound = errors.New("no such object")

// ErrClosed says that the store was closed.
var ErrClosed = errors.New("the sandbox's database is closed")

// Store is an open database. It is safe for concurrent use.
type Store struct {
	sealer *seal.Sealer

	mu       sync.Mutex // Held through every transaction.
	db       *sql.DB
	conn     *sql.Conn // nil once closed.
	stmts    map[string]*sql.Stmt
	lastUsed map[credential]int64 // Uses that are not written yet, in epoch seconds.
	proofs   map[string]Proof     // By platform.
}

// Tx is a transaction under way. It is valid only within the function that
// Update or View passed it to.
type Tx struct {
	ctx   context.Context //nolint:containedctx // A Tx lives no longer than the call that the context came with.
	store *Store
	uses  map[credential]int64 // What writeUses wrote.
	// waiting is how many messages of an organisation wait, as far as it was counted.
	waiting map[string]int
}

// Update runs fn in a transaction that is committed if fn returns nil and
// undone otherwise. A commit is on disk when Update returns.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	return s.transact(ctx, "BEGIN IMMEDIATE", func(tx *Tx) error {
		if err := tx.writeUses(); err != nil {
			return err
		}
		return fn(tx)
	})
}

// View runs fn in a transaction that reads only.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	return s.transact(ctx, "BEGIN", fn)
}

// transact runs fn between begin and COMMIT. A transaction that has begun is
// finished even when the request behind it is cancelled: the driver answers a
// cancelled statement by dropping its connection, which for a database in
// memory is the database.
func (s *Store) transact(ctx context.Context, begin string, fn func(*Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("the request was cancelled before it began: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return ErrClosed
	}
	tx := &Tx{ctx: context.WithoutCancel(ctx), store: s}
	if _, err := tx.Exec(begin); err != nil {
		return err
	}
	committed := false
	defer func() {
		if committed {
			return
		}
		// SQLite undoes a transaction by itself after some errors, such as a full
		// disk. Then there is nothing left to roll back, which is no error.
		_, _ = s.conn.ExecContext(tx.ctx, "ROLLBACK")
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if _, err := tx.Exec("COMMIT"); err != nil {
		return err
	}
	committed = true
	tx.forgetUses()
	return nil
}

// prepared returns the statement of that text, prepared at its first use.
func (tx *Tx) prepared(query string) (*sql.Stmt, error) {
	if stmt, ok := tx.store.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := tx.store.conn.PrepareContext(tx.ctx, query)
	if err != nil {
		return nil, wrap(err)
	}
	tx.store.stmts[query] = stmt
	return stmt, nil
}

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	stmt, err := tx.prepared(query) //nolint:sqlclosecheck // Kept for the next time; Store.Close closes it.
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(tx.ctx, args...)
	if err != nil {
		return 0, wrap(err)
	}
	n, err := result.RowsAffected()
	return n, wrap(err)
}

// Get runs a query of at most one row and scans it. Without a row it returns
// ErrNotFound.
func (tx *Tx) Get(scan func(Scanner) error, query string, args ...any) error {
	stmt, err := tx.prepared(query) //nolint:sqlclosecheck // Kept for the next time; Store.Close closes it.
	if err != nil {
		return err
	}
	err = scan(stmt.QueryRowContext(tx.ctx, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return wrap(err)
}

// Each runs a query and scans every row.
func (tx *Tx) Each(scan func(Scanner) error, query string, args ...any) (err error) {
	stmt, err := tx.prepared(query) //nolint:sqlclosecheck // Kept for the next time; Store.Close closes it.
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(tx.ctx, args...)
	if err != nil {
		return wrap(err)
	}
	defer func() { err = errors.Join(err, wrap(rows.Close())) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return wrap(err)
		}
	}
	return wrap(rows.Err())
}

// Has tells whether a table has any row.
func (tx *Tx) Has(table string) (bool, error) {
	return Value[bool](tx, "SELECT EXISTS (SELECT 1 FROM "+table+")")
}

// rowsAtOnce is how many rows one statement inserts. Rows in one statement share
// its cost in the driver, which is most of what a row costs.
const rowsAtOnce = 100

// InsertRows inserts n rows, of which values gives the columns, and returns how
// many were added. The statement is what comes before and after the rows.
func (tx *Tx) InsertRows(before, after string, n int, values func(i int) []any) (added int64, err error) {
	for first := 0; first < n; first += rowsAtOnce {
		var args []any
		rows := min(rowsAtOnce, n-first)
		for i := range rows {
			args = append(args, values(first+i)...)
		}
		row := "(" + strings.TrimSuffix(strings.Repeat("?,", len(args)/rows), ",") + "),"
		count, err := tx.Exec(before+" VALUES "+strings.TrimSuffix(strings.Repeat(row, rows), ",")+after, args...)
		if err != nil {
			return added, err
		}
		added += count
	}
	return added, nil
}

// Seal seals what must be read back, for a purpose that binds it to its row.
func (tx *Tx) Seal(text []byte, purpose string) []byte { return tx.store.sealer.Seal(text, purpose) }

// Open opens what Seal sealed for the purpose, or returns seal.ErrOpen.
func (tx *Tx) Open(sealed []byte, purpose string) ([]byte, error) {
	return tx.store.sealer.Open(sealed, purpose)
}

// Close writes what is still unwritten and gives the file free. Closing a
// closed store does nothing.
func (s *Store) Close() error {
	err := s.Update(context.Background(), func(*Tx) error { return nil })
	if errors.Is(err, ErrClosed) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	for _, stmt := range s.stmts {
		err = errors.Join(err, stmt.Close())
	}
	err = errors.Join(err, s.conn.Close(), s.db.Close())
	s.conn = nil
	return err
}
