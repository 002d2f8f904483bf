// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The ways in which the database itself fails. Each of them leaves it as it
// was before the transaction.
var (
	// ErrFull says that the disk, or the database's size limit, is full.
	ErrFull = errors.New("no space is left for the sandbox's database: free some disk space and try again")
	// ErrLocked says that another process has the database open.
	ErrLocked = errors.New("another process has the sandbox's database open: stop it, or name another file with --db")
	// ErrUnwritable says that the file or its folder cannot be written.
	ErrUnwritable = errors.New("the sandbox's database cannot be written: check that its folder exists and may be written to")
	// ErrForeign says that the file is something else than a sandbox database.
	ErrForeign = errors.New("the file is not a sandbox database: name another file with --db")
	// ErrDamaged says that the file was changed by something else than SQLite.
	ErrDamaged = errors.New("the sandbox's database is damaged: restore it, or delete it to start afresh")
	// ErrNewer says that a newer release made the file.
	ErrNewer = errors.New("a newer release of the sandbox made this database: use that release, or name another file with --db")
)

// wrap maps SQLite's result codes to the errors above. The text of the
// original is kept: SQLite's messages name tables and paths, never values.
func wrap(err error) error {
	if err == nil {
		return nil
	}
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	// The low byte is the primary result code; the rest tells where it arose.
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w (%w)", ErrLocked, err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR:
		return fmt.Errorf("%w (%w)", ErrUnwritable, err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w (%w)", ErrForeign, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return err
}
