// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// The settings that live in the database, since they must outlast the process.
const (
	metaSeed        = "seed"
	metaClockOffset = "clock_offset_ns"
	metaKey         = "key_sha256" // Tells the sealing key from another one.
)

// Seed returns the seed that the database was made with, or ErrNotFound for
// one that holds no data yet.
func (tx *Tx) Seed() (int64, error) { return tx.metaInt(metaSeed) }

// SetSeed stores the seed of a new database.
func (tx *Tx) SetSeed(seed int64) error { return tx.setMetaInt(metaSeed, seed) }

// ClockOffset returns how far the sandbox's clock was advanced.
func (tx *Tx) ClockOffset() (time.Duration, error) {
	n, err := tx.metaInt(metaClockOffset)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return time.Duration(n), err
}

// SetClockOffset stores how far the sandbox's clock was advanced.
func (tx *Tx) SetClockOffset(d time.Duration) error {
	return tx.setMetaInt(metaClockOffset, int64(d))
}

func (tx *Tx) meta(name string) (string, error) {
	return Value[string](tx, "SELECT value FROM meta WHERE name = ?", name)
}

func (tx *Tx) setMeta(name, value string) error {
	_, err := tx.Exec("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
	return err
}

func (tx *Tx) metaInt(name string) (int64, error) {
	text, err := tx.meta(name)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the database's setting %q is damaged: %w", name, err)
	}
	return n, nil
}

func (tx *Tx) setMetaInt(name string, value int64) error {
	return tx.setMeta(name, strconv.FormatInt(value, 10))
}
