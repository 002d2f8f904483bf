// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"database/sql"
	"time"
)

// Scope is whose data a query sees: one organisation's, in one environment.
// Every method that reads or changes an object takes one, so that no query can
// forget it.
type Scope struct {
	Organisation string // "org_…"
	Environment  string // "sandbox" or "production"
}

// The environments.
const (
	Sandbox    = "sandbox"
	Production = "production"
)

// Page asks for at most Limit rows after a position. An empty After is the
// beginning; what it means otherwise is the list's own affair.
type Page struct {
	After string
	Limit int
}

// Window asks for at most Limit rows after the first Offset ones: what a platform
// with numbered pages needs.
type Window struct {
	Offset, Limit int64
}

// seconds is an optional instant in a column of epoch seconds.
type seconds struct{ *time.Time }

// Scan implements sql.Scanner.
func (s seconds) Scan(src any) error {
	var n sql.NullInt64
	if err := n.Scan(src); err != nil {
		return err
	}
	*s.Time = time.Time{}
	if n.Valid {
		*s.Time = time.Unix(n.Int64, 0).UTC()
	}
	return nil
}

// unix writes an optional instant to such a column: the zero time is NULL.
func unix(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}
