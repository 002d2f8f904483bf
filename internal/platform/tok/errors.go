// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// decodeError reads Tok's documented envelope
// {"error":{"code","message","requestId"}}; `field` is the control-plane
// contract's. It returns nil where the body is not one.
func decodeError(response *httpapi.Response) *httpapi.APIError {
	if response.Status/100 == 2 && !bytes.Contains(response.Body, []byte(`"error"`)) {
		return nil // Most answers are a success without one, and some are large.
	}
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

// kindOf trusts the code where it is known and falls back to the status. A 404
// counts as "not found" by its code alone: any other 404 is a wrong route.
func kindOf(api *httpapi.APIError) platform.Kind {
	if kind, ok := kinds[api.Code]; ok {
		if kind == platform.KindNotFound && api.Status != http.StatusNotFound {
			return platform.KindUnexpected
		}
		return kind
	}
	return wire.KindOfStatus(api.Status)
}
