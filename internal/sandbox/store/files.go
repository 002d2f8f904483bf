// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ownerOnly is the mode of every file of a database.
const ownerOnly fs.FileMode = 0o600

// private takes the files of a database away from everybody but their owner,
// whatever mode they had. SQLite gives the files that it adds the database's mode,
// whatever the umask is. What is returned gives the database its mode back.
func private(path string) (restore func() error, err error) {
	restore = func() error { return nil }
	for _, file := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() || info.Mode().Perm() == ownerOnly {
			continue // Not there, no business of this function, or well.
		}
		if err := os.Chmod(file, ownerOnly); err != nil {
			return restore, fmt.Errorf("%s has the mode %04o, which lets others read it, and it cannot be changed: %w", file, info.Mode().Perm(), err)
		}
		if file == path {
			restore = func() error { return os.Chmod(path, info.Mode().Perm()) }
		}
	}
	return restore, nil
}

// writeSynced writes a new file for its owner alone, and syncs it: the database
// relies on it from its first commit on.
func writeSynced(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly) //nolint:gosec // The operator names the file.
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(f.Chmod(ownerOnly), err, f.Sync(), f.Close()) // The umask may have taken the owner's right.
}
