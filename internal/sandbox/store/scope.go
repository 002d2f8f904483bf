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

// Seconds reads an optional instant from a column of epoch seconds.
func Seconds(t *time.Time) sql.Scanner { return seconds{t} }

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

// Unix writes an optional instant to such a column: the zero time is NULL.
func Unix(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}
