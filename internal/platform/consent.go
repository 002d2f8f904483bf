// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"iter"
	"time"
)

// ConsentStatus says what a consent is worth.
type ConsentStatus string

// The states of a consent. Pending and active consents are live; the others
// are dead for good.
const (
	ConsentPending ConsentStatus = "pending" // nobody has answered at the bank yet
	ConsentActive  ConsentStatus = "active"
	ConsentExpired ConsentStatus = "expired"
	ConsentRevoked ConsentStatus = "revoked"
	ConsentError   ConsentStatus = "error" // declined by the person, or failed at the bank
)

// ConsentStatuses lists the values of a consent's status that are known. The
// platform may have others.
func ConsentStatuses() []string {
	return []string{
		string(ConsentPending), string(ConsentActive), string(ConsentExpired),
		string(ConsentRevoked), string(ConsentError),
	}
}

// Dead reports whether the consent can never become or be active again.
func (s ConsentStatus) Dead() bool {
	return s == ConsentExpired || s == ConsentRevoked || s == ConsentError
}

// Answered reports whether a person has answered at the bank, or nobody can any
// more. A status that is not known says neither.
func (s ConsentStatus) Answered() bool { return s == ConsentActive || s.Dead() }

// Consent is a person's permission, given at the bank, to read the accounts
// there. Zero times and empty texts mean "none".
type Consent struct {
	ID           string
	BankID       string
	CallbackURL  string
	Status       ConsentStatus
	RedirectURL  string // the bank's page for strong customer authentication; only until somebody has answered
	CreatedAt    time.Time
	AuthorizedAt time.Time
	ExpiresAt    time.Time
	AsOf         AsOf // the platform's clock when it said so
}

// Consents manages bank consents.
type Consents interface {
	// Create starts a consent, which stays pending until a person approves it
	// at its redirect URL. It has no idempotency key: a lost answer may leave
	// a pending consent behind, which lapses by itself.
	Create(ctx context.Context, bankID, callbackURL string) (Consent, error)
	Get(ctx context.Context, id string) (Consent, error)
	// List yields the consents, newest first, lazily page by page; all of
	// them where status is "".
	List(ctx context.Context, status ConsentStatus) iter.Seq2[Consent, error]
	// Revoke ends the consent. Revoking a dead one changes nothing.
	Revoke(ctx context.Context, id string) error
}
