// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"errors"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Failure turns the client's error into the platform's, nil into nil. The
// dialect sorts its platform's own refusals.
func Failure(err error, kindOf func(*httpapi.APIError) platform.Kind) error {
	if err == nil {
		return nil
	}
	failure := &platform.Error{Kind: KindOf(err, kindOf), OutcomeUnknown: httpapi.OutcomeUnknown(err), RetryAfter: TooLate(err), Standstill: IsStandstill(err), Err: err}
	if refusal, ok := errors.AsType[*httpapi.APIError](err); ok {
		failure.Field = refusal.Field
	}
	return failure
}

// TooLate is how long the platform asks to wait where that is longer than the client
// waits; 0 otherwise.
func TooLate(err error) time.Duration {
	if gaveUp, ok := errors.AsType[*httpapi.RetryError](err); ok && gaveUp.ByServer {
		return gaveUp.Wait
	}
	if limited, ok := errors.AsType[*httpapi.RateLimitError](err); ok && limited.Err == nil && limited.Wait > httpapi.LongestWait {
		return limited.Wait
	}
	if refusal, ok := errors.AsType[*httpapi.APIError](err); ok && refusal.RetryAfter > httpapi.LongestWait {
		return refusal.RetryAfter
	}
	return 0
}

// GaveUp reports whether the client has repeated the call, or waited for the limit,
// as long as it may.
func GaveUp(err error) bool {
	_, repeated := errors.AsType[*httpapi.RetryError](err)
	return repeated || IsStandstill(err)
}

// IsStandstill reports whether all calls have given up together.
func IsStandstill(err error) bool {
	_, ok := errors.AsType[*httpapi.StandstillError](err)
	return ok
}

// PageFailure is the error of a page of a list that was asked for by its cursor. The
// cursor is the platform's own, so a refusal is not about a value of the user's.
func PageFailure(err error, cursor string) error {
	if failure, ok := errors.AsType[*platform.Error](err); ok && cursor != "" && failure.Kind == platform.KindInvalid {
		failure.Kind = platform.KindListChanged
	}
	return err
}

// KindOf sorts a failed call by what the user can do.
func KindOf(err error, kindOf func(*httpapi.APIError) platform.Kind) platform.Kind {
	if refusal, ok := errors.AsType[*httpapi.APIError](err); ok {
		return kindOf(refusal)
	}
	if still, ok := errors.AsType[*httpapi.StandstillError](err); ok {
		if still.Refused {
			return platform.KindRateLimited
		}
		return platform.KindUnreachable
	}
	if _, ok := errors.AsType[*httpapi.CallError](err); ok {
		return platform.KindNotCalled
	}
	if _, ok := errors.AsType[*httpapi.RateLimitError](err); ok {
		return platform.KindRateLimited
	}
	if _, ok := errors.AsType[*httpapi.TransportError](err); ok {
		return platform.KindUnreachable
	}
	switch {
	case HasStatus(err, http.StatusUnauthorized):
		return platform.KindUnauthenticated
	case HasStatus(err, http.StatusForbidden):
		return platform.KindForbidden
	}
	return platform.KindUnexpected
}

// KindOfStatus sorts a refusal by its HTTP status alone. A 404 is never a
// missing object: that takes the platform's own word, which no status is.
func KindOfStatus(status int) platform.Kind {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return platform.KindInvalid
	case http.StatusUnauthorized:
		return platform.KindUnauthenticated
	case http.StatusForbidden:
		return platform.KindForbidden
	case http.StatusConflict:
		return platform.KindConflict
	case http.StatusTooManyRequests:
		return platform.KindRateLimited
	}
	return platform.KindUnexpected
}

// HasStatus reports whether the platform, or something in front of it,
// answered with the status.
func HasStatus(err error, status int) bool {
	if refusal, ok := errors.AsType[*httpapi.APIError](err); ok {
		return refusal.Status == status
	}
	unexpected, ok := errors.AsType[*httpapi.UnexpectedResponseError](err)
	return ok && unexpected.Status == status
}
