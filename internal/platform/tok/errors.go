// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"encoding/json"
	"errors"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// decodeError reads Tok's documented envelope
// {"error":{"code","message","requestId"}}; `field` is the control-plane
// contract's. It returns nil where the body is not one.
func decodeError(response *httpapi.Response) *httpapi.APIError {
	var envelope struct {
		Error *struct {
			Code      string `json:"code"`
			Message   string `json:"message"`
			Field     string `json:"field"`
			RequestID string `json:"requestId"`
		} `json:"error"`
	}
	if err := json.Unmarshal(response.Body, &envelope); err != nil {
		return nil //nolint:nilerr // What is no JSON is no envelope.
	}
	if envelope.Error == nil || envelope.Error.Code == "" {
		return nil
	}
	return &httpapi.APIError{
		Status:    response.Status,
		Code:      envelope.Error.Code,
		Message:   envelope.Error.Message,
		Field:     envelope.Error.Field,
		RequestID: envelope.Error.RequestID,
	}
}

// kinds sorts Tok's error codes. The first six are documented, the others are
// the control-plane contract's.
var kinds = map[string]platform.Kind{
	"INVALID_API_KEY": platform.KindUnauthenticated,
	"CONSENT_EXPIRED": platform.KindConsentExpired,
	"CONSENT_REVOKED": platform.KindConsentRevoked,
	"NOT_FOUND":       platform.KindNotFound,
	"RATE_LIMITED":    platform.KindRateLimited,
	"BANK_API_ERROR":  platform.KindBankUnavailable,
	"INVALID_REQUEST": platform.KindInvalid,
	"CONFLICT":        platform.KindConflict,
}

// failure turns the client's error into the platform's, nil into nil.
func failure(err error) error {
	if err == nil {
		return nil
	}
	f := &platform.Error{Err: err, OutcomeUnknown: httpapi.OutcomeUnknown(err)}
	var api *httpapi.APIError
	var transport *httpapi.TransportError
	switch {
	case errors.As(err, &api):
		f.Field = api.Field
		f.Kind = kindOf(api)
	case errors.As(err, &transport):
		f.Kind = platform.KindUnreachable
	case hasStatus(err, 401):
		f.Kind = platform.KindUnauthenticated
	case hasStatus(err, 403):
		f.Kind = platform.KindForbidden
	}
	return f
}

// kindOf trusts the code where it is known and falls back to the status. A 404
// counts as "not found" by its code alone: any other 404 is a wrong route.
func kindOf(api *httpapi.APIError) platform.Kind {
	if kind, ok := kinds[api.Code]; ok {
		if kind == platform.KindNotFound && api.Status != 404 {
			return platform.KindUnexpected
		}
		return kind
	}
	switch api.Status {
	case 400, 422:
		return platform.KindInvalid
	case 401:
		return platform.KindUnauthenticated
	case 403:
		return platform.KindForbidden
	case 409:
		return platform.KindConflict
	case 429:
		return platform.KindRateLimited
	}
	return platform.KindUnexpected
}
