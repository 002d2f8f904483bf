// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"errors"
	"time"
)

// Kind sorts the ways in which a call can fail by what the user can do.
type Kind int

// The kinds of failure.
const (
	// KindUnexpected is an answer that the platform's documents do not allow.
	KindUnexpected Kind = iota
	// KindNotFound is the platform's own word that the object does not exist.
	// It is never a wrong route or a proxy's page.
	KindNotFound
	// KindUnauthenticated is a credential that the platform refuses.
	KindUnauthenticated
	// KindForbidden is a call that this credential may not make.
	KindForbidden
	// KindConsentExpired and KindConsentRevoked are reads behind a dead consent.
	KindConsentExpired
	KindConsentRevoked
	// KindInvalid is a value that the platform refuses.
	KindInvalid
	// KindConflict is a call that the object's present state does not allow.
	KindConflict
	// KindExists is an object that there can be only one of, and that is there.
	KindExists
	// KindRateLimited is a limit that outlasted the retries.
	KindRateLimited
	// KindBankUnavailable is a bank that does not answer the platform.
	KindBankUnavailable
	// KindUnreachable is a platform that does not answer.
	KindUnreachable
	// KindNotCalled is a call that was not made, because of what was to stand in it.
	KindNotCalled
	// KindListChanged is a page of a list that the platform no longer has, because
	// the list has changed, or the cursor of the page has expired, since it named it.
	KindListChanged
	// KindListTooLong is a list that has more items than are read, or no end.
	KindListTooLong
	// KindWrongEnvironment is a credential of the other environment.
	KindWrongEnvironment
)

// Error is a failed call. Its text never holds a secret.
type Error struct {
	Kind      Kind
	Field     string // the refused field, in the platform's own spelling, where the platform names one
	ConsentID string // the dead consent, where it could be found
	// OutcomeUnknown says that a write may or may not have happened.
	OutcomeUnknown bool
	// RetryAfter is how long the platform asks to wait, where that is longer than the
	// client waits, so that more retries would not help.
	RetryAfter time.Duration
	// Standstill says that nothing has succeeded for so long that all calls have given
	// up, so that more retries would not help.
	Standstill bool
	Err        error // the client's error, which says what was sent and what came back
}

// Error returns the client's words.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the client's error.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the failure; KindUnexpected where err is not from
// a platform.
func KindOf(err error) Kind {
	if failure, ok := errors.AsType[*Error](err); ok {
		return failure.Kind
	}
	return KindUnexpected
}

// IsNotFound reports whether the platform itself said that the object does not
// exist. Nothing else may ever count as "gone".
func IsNotFound(err error) bool { return err != nil && KindOf(err) == KindNotFound }

// IsConsentDead reports whether a read was refused because the consent behind it is
// dead.
func IsConsentDead(err error) bool {
	kind := KindOf(err)
	return kind == KindConsentExpired || kind == KindConsentRevoked
}

// IsOutcomeUnknown reports whether a failed write may have happened all the
// same.
func IsOutcomeUnknown(err error) bool {
	failure, ok := errors.AsType[*Error](err)
	return ok && failure.OutcomeUnknown
}
