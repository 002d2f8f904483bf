// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"database/sql"
	"fmt"
	"testing"
)

// migrationsUndone is what takes a database back from a version of the schema to
// the one before: a test of an upgrade begins with a database of an older release.
func migrationsUndone() map[int][]string {
	return map[int][]string{
		6: {"DROP TABLE versions"},
		5: {"DROP TABLE payments"},
		2: {"DROP TABLE okto_apps", "DROP TABLE okto_tokens"},
		4: {
			"DROP TABLE okra_histories", "DROP TABLE okra_transactions", "DROP TABLE okra_accounts", "DROP TABLE okra_customers",
			"DROP TABLE okra_seeded",
		},
		3: {"DROP TABLE okra_keys", "DROP TABLE okra_clients", "DROP INDEX webhooks_okra", "ALTER TABLE webhooks DROP COLUMN platform"},
	}
}

// makeOlder takes the database in the file, which nobody has open, back to a
// version of the schema.
func makeOlder(t *testing.T, path string, version int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var present int
	if err := db.QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&present); err != nil {
		t.Fatal(err)
	}
	for ; present > version; present-- {
		undo := migrationsUndone()[present]
		if len(undo) == 0 {
			t.Fatalf("nothing is known to undo schema version %d", present)
		}
		for _, statement := range append(undo, fmt.Sprintf("PRAGMA user_version = %d", present-1)) {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
