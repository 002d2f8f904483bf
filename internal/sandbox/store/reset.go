// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

// Reset deletes all objects of all organisations, and the organisations. The
// seed and the clock stay: time does not run backwards.
func (tx *Tx) Reset() error {
	for _, statement := range []string{
		"DELETE FROM delivery_attempts",
		"DELETE FROM deliveries",
		"DELETE FROM webhook_secrets",
		"DELETE FROM webhooks",
		"DELETE FROM payments",
		"DELETE FROM transactions",
		"DELETE FROM account_consents",
		"DELETE FROM accounts",
		"DELETE FROM consents",
		"DELETE FROM api_keys",
		"DELETE FROM okra_histories",
		"DELETE FROM okra_transactions",
		"DELETE FROM okra_accounts",
		"DELETE FROM okra_customers",
		"DELETE FROM okra_seeded",
		"DELETE FROM okra_keys",
		"DELETE FROM okra_clients",
		"DELETE FROM okto_tokens",
		"DELETE FROM okto_apps",
		"DELETE FROM idempotency",
		"DELETE FROM organisations",
	} {
		if _, err := tx.exec(statement); err != nil {
			return err
		}
	}
	clear(tx.store.lastUsed)
	return nil
}
