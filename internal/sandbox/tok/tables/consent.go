// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The statuses of a consent.
const (
	ConsentPending = "pending"
	ConsentActive  = "active"
	ConsentExpired = "expired"
	ConsentRevoked = "revoked"
	ConsentError   = "error"
)

// Consent is a person's permission to read the accounts at a bank.
type Consent struct {
	ID          string
	Scope       store.Scope
	BankID      string
	CallbackURL string
	Status      string
	// Handle names the bank's page that asks the person. It is no credential.
	Handle       string
	CreatedAt    time.Time
	AuthorizedAt time.Time
	// ExpiresAt is when time alone ends the consent.
	ExpiresAt time.Time
}

const consentColumns = "seq, id, organisation, environment, bank_id, callback_url, status, handle, created_at, authorized_at, expires_at"

func scanConsent(r store.Scanner) (seq int64, c Consent, err error) {
	err = r.Scan(&seq, &c.ID, &c.Scope.Organisation, &c.Scope.Environment, &c.BankID, &c.CallbackURL, &c.Status, &c.Handle,
		store.Seconds(&c.CreatedAt), store.Seconds(&c.AuthorizedAt), store.Seconds(&c.ExpiresAt))
	return seq, c, err
}

// consentWhere returns the one consent that a condition selects.
func (tx Tx) consentWhere(condition string, args ...any) (Consent, error) {
	return store.One(tx.Tx, store.Unnumbered(scanConsent), "SELECT "+consentColumns+" FROM consents WHERE "+condition, args...)
}

// InsertConsent adds a pending consent whose callback must bring the state.
func (tx Tx) InsertConsent(c Consent, state string) error {
	hash := sha256.Sum256([]byte(state))
	_, err := tx.Exec(`INSERT INTO consents (id, organisation, environment, bank_id, callback_url, status, handle, state_hash, state_sealed, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Scope.Organisation, c.Scope.Environment, c.BankID, c.CallbackURL, c.Status, c.Handle,
		hash[:], tx.Seal([]byte(state), statePurpose(c.ID)), store.Unix(c.CreatedAt), store.Unix(c.ExpiresAt))
	return err
}

func statePurpose(id string) string { return "consent-state/" + id }

// Consent returns the consent of that id, or store.ErrNotFound.
func (tx Tx) Consent(s store.Scope, id string) (Consent, error) {
	return tx.consentWhere("organisation = ? AND environment = ? AND id = ?", s.Organisation, s.Environment, id)
}

// ConsentByHandle returns the consent that a page of the bank asks for, of
// whatever organisation, or store.ErrNotFound.
func (tx Tx) ConsentByHandle(handle string) (Consent, error) {
	return tx.consentWhere("handle = ?", handle)
}

// ConsentByState returns the consent, of whatever organisation, whose state was
// not used yet, or store.ErrNotFound.
func (tx Tx) ConsentByState(state string) (Consent, error) {
	hash := sha256.Sum256([]byte(state))
	return tx.consentWhere("state_hash = ?", hash[:])
}

// Consents returns a page of consents of that status, or of any if it is
// empty, newest first, and the position after it.
func (tx Tx) Consents(s store.Scope, status string, p store.Page) ([]Consent, string, error) {
	return store.Newest(tx.Tx, p, scanConsent, "SELECT "+consentColumns+" FROM consents WHERE organisation = ?1 AND environment = ?2 AND seq < ?3 AND (?4 = '' OR status = ?4) ORDER BY seq DESC LIMIT ?5",
		s.Organisation, s.Environment, store.Before(p), status, p.Limit+1)
}

// UpdateConsent stores a consent's status and times. One that is not pending
// any more has no use for its state and code, which are forgotten.
func (tx Tx) UpdateConsent(c Consent) error {
	_, err := tx.Exec(`UPDATE consents SET status = ?1, authorized_at = ?2, expires_at = ?3,
			state_hash = CASE ?1 WHEN 'pending' THEN state_hash END,
			state_sealed = CASE ?1 WHEN 'pending' THEN state_sealed END,
			code_hash = CASE ?1 WHEN 'pending' THEN code_hash END
		WHERE organisation = ?4 AND environment = ?5 AND id = ?6`,
		c.Status, store.Unix(c.AuthorizedAt), store.Unix(c.ExpiresAt), c.Scope.Organisation, c.Scope.Environment, c.ID)
	return err
}

// ConsentState returns the state that a pending consent's callback must bring.
func (tx Tx) ConsentState(c Consent) (string, error) {
	sealed, err := store.Value[[]byte](tx.Tx, "SELECT state_sealed FROM consents WHERE id = ? AND state_sealed IS NOT NULL", c.ID)
	if err != nil {
		return "", err
	}
	state, err := tx.Open(sealed, statePurpose(c.ID))
	return string(state), err
}

// SetConsentCode stores the code that an approval at the bank made. Approving
// again makes the earlier code worthless.
func (tx Tx) SetConsentCode(c Consent, code string) error {
	hash := sha256.Sum256([]byte(code))
	_, err := tx.Exec("UPDATE consents SET code_hash = ? WHERE id = ?", hash[:], c.ID)
	return err
}

// CheckConsentCode tells whether the code is the one that the approval made.
func (tx Tx) CheckConsentCode(c Consent, code string) (bool, error) {
	stored, err := store.Value[[]byte](tx.Tx, "SELECT code_hash FROM consents WHERE id = ?", c.ID)
	hash := sha256.Sum256([]byte(code))
	return subtle.ConstantTimeCompare(stored, hash[:]) == 1, err
}

// LapseConsents ends every pending and active consent whose time is over, and
// returns them.
func (tx Tx) LapseConsents(now time.Time) ([]Consent, error) {
	lapsed, err := store.List(tx.Tx, store.Unnumbered(scanConsent), "SELECT "+consentColumns+" FROM consents WHERE status IN ('pending', 'active') AND expires_at <= ? ORDER BY expires_at, seq", now.Unix())
	if err != nil {
		return nil, err
	}
	for i := range lapsed {
		lapsed[i].Status = ConsentExpired
		if err := tx.UpdateConsent(lapsed[i]); err != nil {
			return nil, err
		}
	}
	return lapsed, nil
}

// NextLapse returns when the next consent ends by time alone, or the zero time.
func (tx Tx) NextLapse() (time.Time, error) {
	var next time.Time
	err := tx.Get(func(r store.Scanner) error { return r.Scan(store.Seconds(&next)) },
		"SELECT min(expires_at) FROM consents WHERE status IN ('pending', 'active')")
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	return next, err
}
