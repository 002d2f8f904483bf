// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// opened opens a database with a seed in it and closes it again, so that tests
// can spoil it.
func opened(t *testing.T, spoil func(*Tx) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.SetSeed(7); err != nil {
			return err
		}
		return spoil(tx)
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func intact(*Tx) error { return nil }

func TestUnusableFilesAreRefused(t *testing.T) {
	t.Parallel()
	write := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		path func(t *testing.T) string
		want error
		says string
	}{
		"newer": {func(t *testing.T) string {
			t.Helper()
			return opened(t, func(tx *Tx) error { _, err := tx.Exec("PRAGMA user_version = 99"); return err })
		}, ErrNewer, "99"},
		"another program's": {func(t *testing.T) string {
			t.Helper()
			return opened(t, func(tx *Tx) error { _, err := tx.Exec("PRAGMA application_id = 1"); return err })
		}, ErrForeign, "--db"},
		"no database": {func(t *testing.T) string {
			t.Helper()
			path := filepath.Join(t.TempDir(), "notes.txt")
			write(t, path, strings.Repeat("These are notes. ", 1000))
			return path
		}, ErrForeign, "notes.txt"},
		"a folder": {func(t *testing.T) string { t.Helper(); return t.TempDir() }, ErrUnwritable, ""},
		"a missing folder": {func(t *testing.T) string {
			t.Helper()
			return filepath.Join(t.TempDir(), "missing", "sandbox.db")
		}, ErrUnwritable, "folder exists"},
		"no key": {func(t *testing.T) string {
			t.Helper()
			path := opened(t, intact)
			if err := os.Remove(path + ".key"); err != nil {
				t.Fatal(err)
			}
			return path
		}, nil, "is missing"},
		"another database's key": {func(t *testing.T) string {
			t.Helper()
			path := opened(t, intact)
			write(t, path+".key", strings.Repeat("ab", 32))
			return path
		}, nil, "belongs to another database"},
		"a key that opens nothing": {func(t *testing.T) string {
			t.Helper()
			path := opened(t, func(tx *Tx) error { // As an older release left it.
				_, err := tx.Exec("DELETE FROM meta WHERE name = ?", metaKey)
				return errors.Join(err, webhooks(tx).Insert(Webhook{ID: "whk_1", Scope: home(), CreatedAt: noon(), UpdatedAt: noon(), SecretVersion: 1, SecretCreatedAt: noon()}, "secret"))
			})
			write(t, path+".key", strings.Repeat("ab", 32))
			return path
		}, nil, "belongs to another database"},
		"half a key": {func(t *testing.T) string {
			t.Helper()
			path := opened(t, intact)
			write(t, path+".key", strings.Repeat("ab", 16))
			return path
		}, nil, "is damaged"},
		"a key without an end": {func(t *testing.T) string {
			t.Helper()
			path := opened(t, intact)
			write(t, path+".key", strings.Repeat("ab", 1<<20))
			return path
		}, nil, "is damaged"},
		"a folder as a key": {func(t *testing.T) string {
			t.Helper()
			path := opened(t, intact)
			if err := errors.Join(os.Remove(path+".key"), os.Mkdir(path+".key", 0o700)); err != nil {
				t.Fatal(err)
			}
			return path
		}, nil, "is no regular file"},
		"a damaged key": {func(t *testing.T) string {
			t.Helper()
			path := opened(t, intact)
			write(t, path+".key", "abc")
			return path
		}, nil, "is damaged"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := tt.path(t)
			before, _ := os.ReadFile(path) // A folder or nothing reads as nothing.
			s, err := Open(t.Context(), path)
			if err == nil {
				t.Fatal("it is opened", s.Close())
			}
			if (tt.want != nil && !errors.Is(err, tt.want)) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, expected %v that says %q and names the file", err, tt.want, tt.says)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

// TestAKeyWithoutANoteIsKept opens a database of an older release with its key.
func TestAKeyWithoutANoteIsKept(t *testing.T) {
	t.Parallel()
	path := opened(t, func(tx *Tx) error {
		_, err := tx.Exec("DELETE FROM meta WHERE name = ?", metaKey)
		return errors.Join(err, webhooks(tx).Insert(Webhook{ID: "whk_1", Scope: home(), CreatedAt: noon(), UpdatedAt: noon(), SecretVersion: 1, SecretCreatedAt: noon()}, "secret"))
	})
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".key", []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), path); err == nil {
		t.Error("the key was not noted", s.Close())
	}
}

// TestStartThatDiedEarlyIsRepeated opens a database that has a schema but no
// data, as after a kill between the two.
func TestStartThatDiedEarlyIsRepeated(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + ".key"); err != nil {
		t.Fatal(err)
	}
	s, err = Open(t.Context(), path)
	if err != nil {
		t.Fatalf("an empty database without a key is refused: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
