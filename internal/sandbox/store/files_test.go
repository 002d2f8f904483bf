// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// modes checks that every file of a database is for its owner alone.
func modes(t *testing.T, path string, least int) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < least {
		t.Fatalf("got the files %v, %v, expected %d", files, err, least)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o, expected 600", filepath.Base(file), mode)
		}
	}
}

// TestFilesAreForTheirOwnerAlone opens a new database, and one whose files are
// open to everybody, as after a copy or a kill.
func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(path string) error{
		"new":  func(path string) error { return errors.Join(os.Remove(path), os.Remove(path+".key")) },
		"kept": func(path string) error { return os.Chmod(path, 0o644) },
		"left over": func(path string) error {
			return errors.Join(os.Chmod(path, 0o666), os.WriteFile(path+"-wal", nil, 0o644), os.Chmod(path+"-wal", 0o644))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := opened(t, intact)
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Update(t.Context(), func(tx *Tx) error { return tx.SetSeed(8) }); err != nil {
				t.Fatal(err)
			}
			modes(t, path, 3) // With the write-ahead log.
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			modes(t, path, 2)
		})
	}
}

// TestFilesWhateverTheUmaskIs is not parallel: the umask is the process's.
func TestFilesWhateverTheUmaskIs(t *testing.T) { //nolint:paralleltest // See above.
	for _, umask := range []int{0, 0o077, 0o277} {
		path := filepath.Join(t.TempDir(), "sandbox.db")
		before := syscall.Umask(umask)
		s, err := Open(t.Context(), path)
		syscall.Umask(before)
		if err != nil {
			t.Fatalf("umask %o: %v", umask, err)
		}
		modes(t, path, 3)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAKeyThatOthersCanReadIsRefused(t *testing.T) {
	t.Parallel()
	for _, mode := range []os.FileMode{0o644, 0o640, 0o602} {
		path := opened(t, intact)
		if err := os.Chmod(path+".key", mode); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), path)
		if err == nil {
			t.Fatal("it is opened", s.Close())
		}
		if !strings.Contains(err.Error(), "chmod 600 "+path+".key") {
			t.Errorf("%o: got %v, expected what to do", mode, err)
		}
	}
}

// A pipe would have the sandbox wait for a writer.
func TestAPipeAsAKeyIsRefused(t *testing.T) {
	t.Parallel()
	path := opened(t, intact)
	if err := errors.Join(os.Remove(path+".key"), syscall.Mkfifo(path+".key", 0o600)); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path)
	if err == nil {
		t.Fatal("it is opened", s.Close())
	}
	if !strings.Contains(err.Error(), "is no regular file") {
		t.Errorf("got %v", err)
	}
}

// TestAForeignFileKeepsItsMode names another program's file by mistake.
func TestAForeignFileKeepsItsMode(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.txt")
	if err := errors.Join(os.WriteFile(path, []byte(strings.Repeat("These are notes. ", 1000)), 0o600), os.Chmod(path, 0o644)); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path)
	if err == nil {
		t.Fatal("it is opened", s.Close())
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("got %v, %v, expected mode 644", info.Mode(), err)
	}
}
