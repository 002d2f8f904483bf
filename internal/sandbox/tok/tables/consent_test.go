// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store/storetest"
)

// TestAnotherKeyDoesNotOpenAConsent opens a file as an older release left it, without
// a note of its key, in which a consent's state is all that is sealed.
func TestAnotherKeyDoesNotOpenAConsent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	s, err := store.Open(t.Context(), path, Platform())
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(all *store.Tx) error {
		tx := Tx{Tx: all}
		_, err := tx.Exec("DELETE FROM meta WHERE name = 'key_sha256'")
		c := Consent{ID: "cns_1", Scope: storetest.Home(), Status: ConsentPending, Handle: "h", CreatedAt: storetest.Noon(), ExpiresAt: storetest.Noon()}
		return errors.Join(err, tx.SetSeed(7), tx.InsertConsent(c, "state"))
	})
	if err := errors.Join(err, s.Close(), os.WriteFile(path+".key", []byte(strings.Repeat("ab", 32)), 0o600)); err != nil {
		t.Fatal(err)
	}
	s, err = store.Open(t.Context(), path, Platform())
	if err == nil {
		t.Fatal("another database's key is taken", s.Close())
	}
	if !strings.Contains(err.Error(), "belongs to another database") {
		t.Errorf("got %v, expected that the key belongs to another database", err)
	}
}
