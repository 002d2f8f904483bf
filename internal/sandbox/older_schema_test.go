// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestOlderFilesGetTheSameTables opens files as each earlier release made them,
// when the scripts of all platforms were numbered as one, and a new file: all have
// the same tables afterwards.
func TestOlderFilesGetTheSameTables(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/joint/*.sql")
	if err != nil || len(scripts) != 5 {
		t.Fatalf("got the scripts %v, %v, expected five", scripts, err)
	}
	fresh := filepath.Join(t.TempDir(), "sandbox.db")
	start(t, onDisk(fresh)).stop()
	want := contents(t, fresh)
	for version := range len(scripts) + 1 {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "sandbox.db")
			made := []string{fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", 0x6f625342, version)}
			for _, script := range scripts[:version] {
				text, err := os.ReadFile(script)
				if err != nil {
					t.Fatal(err)
				}
				made = append(made, string(text))
			}
			change(t, path, made...)
			for range 2 { // A second start changes nothing.
				f := start(t, onDisk(path))
				f.do("GET", "/organisation", "").want(t, http.StatusOK)
				f.stop()
				if got := contents(t, path); got != want {
					t.Errorf("got\n%s\nexpected\n%s", got, want)
				}
			}
		})
	}
}

// TestFilesOfNewerReleasesAreRefused opens files that know more of a platform, or of
// platforms, than this release does.
func TestFilesOfNewerReleasesAreRefused(t *testing.T) {
	t.Parallel()
	for says, statement := range map[string]string{
		"got version 3 of the tables of tok":   "UPDATE versions SET version = 3 WHERE platform = 'tok'",
		"it has the platform another":          "INSERT INTO versions (platform, version) VALUES ('another', 1)",
		"got schema version 7, expected at mo": "PRAGMA user_version = 7",
	} {
		path := filepath.Join(t.TempDir(), "sandbox.db")
		start(t, onDisk(path)).stop()
		change(t, path, statement)
		s, err := sandbox.New(t.Context(), sandbox.Options{DB: path})
		if err == nil {
			t.Errorf("%s: it is opened, %v", says, s.Close())
		} else if !strings.Contains(err.Error(), "a newer release") || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, expected %q", err, says)
		}
	}
}

// change runs statements in a file that nobody has open.
func change(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// contents describes what a file that nobody has open consists of, and the versions of
// its platforms.
func contents(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	err = db.QueryRowContext(t.Context(), `SELECT group_concat(line, char(10)) FROM (
		SELECT name || ' ' || ifnull(sql, '') AS line FROM sqlite_schema
		UNION ALL SELECT platform || ' ' || version FROM versions
		UNION ALL SELECT 'file ' || user_version FROM pragma_user_version ORDER BY line)`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return text
}
