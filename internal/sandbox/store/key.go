// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/seal"
)

// keyFile names the file of a database's sealing key.
func keyFile(path string) string { return path + ".key" }

// sealingKey reads the key beside the database, or makes it for a fresh one.
func sealingKey(path string, fresh bool) ([]byte, error) {
	if path == "" {
		return seal.NewKey(), nil
	}
	file := keyFile(path)
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && fresh:
		key := seal.NewKey()
		if err := writeSynced(file, []byte(hex.EncodeToString(key)+"\n")); err != nil {
			return nil, fmt.Errorf("writing the key file: %w", err)
		}
		return key, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the key file %s is missing: the signing secrets in the database cannot be read without it; restore it, or delete the database", file)
	case err != nil:
		return nil, fmt.Errorf("reading the key file: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the key file %s is no regular file: restore it, or delete it together with the database", file)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows": // Windows has no such modes.
		return nil, fmt.Errorf("the key file %s has the mode %04o, which lets others read it: run \"chmod 600 %[1]s\" or, if others may have read it, delete it together with the database",
			file, info.Mode().Perm())
	}
	damaged := fmt.Errorf("the key file %s is damaged: expected %d hexadecimal digits; restore it, or delete it together with the database", file, 2*seal.KeySize)
	if info.Size() > 4*seal.KeySize {
		return nil, damaged
	}
	text, err := os.ReadFile(file) //nolint:gosec // The operator names the file.
	if err != nil {
		return nil, fmt.Errorf("reading the key file: %w; allow the user of the sandbox to read it", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != seal.KeySize {
		return nil, damaged
	}
	return key, nil
}

// checkKey refuses a key that the database was not made with. A fresh database
// notes which one it is made with; one of an older release is asked whether
// something in it opens.
func (tx *Tx) checkKey(platforms []Platform, file string, key []byte, fresh bool) error {
	sum := sha256.Sum256(append([]byte("openbanking-sandbox/key/"), key...))
	ours := hex.EncodeToString(sum[:])
	noted, err := tx.meta(metaKey)
	switch {
	case fresh:
		return tx.setMeta(metaKey, ours)
	case errors.Is(err, ErrNotFound):
		if err := tx.openSomething(platforms); err != nil {
			return otherKey(file, err)
		}
		return tx.setMeta(metaKey, ours)
	case err != nil:
		return err
	case noted != ours:
		return otherKey(file, seal.ErrOpen)
	}
	return nil
}

func otherKey(file string, err error) error {
	if !errors.Is(err, seal.ErrOpen) {
		return err
	}
	return fmt.Errorf("the key file %s belongs to another database: the signing secrets in this one cannot be read with it; restore the one that lay beside it, or delete both: %w", file, err)
}

// openSomething opens a sealed text of the database, if there is one.
func (tx *Tx) openSomething(platforms []Platform) error {
	var queries []string
	for _, p := range platforms {
		if p.Sealed != "" {
			queries = append(queries, p.Sealed)
		}
	}
	var sealed []byte
	var purpose string
	err := tx.Get(func(r Scanner) error { return r.Scan(&sealed, &purpose) }, strings.Join(queries, " UNION ALL ")+" LIMIT 1")
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.Open(sealed, purpose)
	return err
}
