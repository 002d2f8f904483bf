// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store/storetest"
)

// TestTransactionPagesUseTheIndex asks SQLite how it would read a page.
func TestTransactionPagesUseTheIndex(t *testing.T) {
	t.Parallel()
	s := storetest.InMemory(t, Platform())
	got := storetest.Plan(t, s, transactionPage, "acc_1", "2026-01-01", "2026-02-01", "~", 51)
	if !strings.Contains(got, "SEARCH transactions USING PRIMARY KEY (account=? AND booking_date>? AND (booking_date,id)<(?,?))") || strings.Contains(got, "TEMP B-TREE") || strings.Contains(got, "SCAN transactions") {
		t.Errorf("a page is not one range of the table:\n%s", got)
	}
}

func TestDuplicateTransactionsAreSkipped(t *testing.T) {
	t.Parallel()
	s := storetest.InMemory(t, Platform())
	err := s.Update(t.Context(), func(all *store.Tx) error {
		tx := Tx{Tx: all}
		c := Consent{ID: "cns_1", Scope: storetest.Home(), Status: ConsentActive, Handle: "h", CreatedAt: storetest.Noon(), ExpiresAt: storetest.Noon()}
		if err := tx.InsertConsent(c, "state"); err != nil {
			return err
		}
		if _, err := tx.PutAccount(Account{ID: "acc_1", Scope: storetest.Home(), ConsentID: "cns_1"}); err != nil {
			return err
		}
		list := make([]Transaction, 250)
		for i := range list {
			list[i] = Transaction{ID: fmt.Sprintf("txn_%d", i), ExternalID: fmt.Sprintf("X-%d", i%230), BookingDate: "2026-01-02", ValueDate: "2026-01-01"}
		}
		added, err := tx.InsertTransactions("acc_1", list)
		if added != 230 || err != nil {
			t.Errorf("added %d, %v, expected the 230 with different external ids", added, err)
		}
		added, err = tx.InsertTransactions("acc_1", list)
		if added != 0 || err != nil {
			t.Errorf("added %d, %v a second time, expected none", added, err)
		}
		_, err = tx.InsertTransactions("acc_2", list)
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v for an unknown account, expected ErrNotFound", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
