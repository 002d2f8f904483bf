// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package storetest is what the tests of the platforms' tables share.
package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// InMemory opens a store with the platform's tables that is closed with its test.
func InMemory(t *testing.T, p store.Platform) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), "", p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

// Home is whose data a test makes.
func Home() store.Scope { return store.Scope{Organisation: "org_1", Environment: store.Sandbox} }

// Noon is when a test begins.
func Noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// Plan asks SQLite how it would run a query.
func Plan(t *testing.T, s *store.Store, query string, args ...any) string {
	t.Helper()
	var text strings.Builder
	err := s.View(t.Context(), func(tx *store.Tx) error {
		return tx.Each(func(r store.Scanner) error {
			var id, parent, unused int
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			text.WriteString(detail + "\n")
			return err
		}, "EXPLAIN QUERY PLAN "+query, args...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}
