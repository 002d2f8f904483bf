// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// Okra's types of errors, as far as they decide something here. Both are
// documented by name; with which HTTP status they come is the contract's.
const (
	typeNoRecord  = "NO_RECORD_ID"
	typeRateLimit = "RATE_LIMIT"
)

// decodeError reads Okra's documented envelope {"status":"error","message"},
// with its optional `type`; the field to blame in `data` is the control-plane
// contract's. It returns nil where the body is not one.
func decodeError(response *httpapi.Response) *httpapi.APIError {
	var envelope struct {
		Status  string          `json:"status"`
		Message string          `json:"message"`
		Type    string          `json:"type"`
		Data    json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(response.Body, &envelope); err != nil {
		return nil //nolint:nilerr // What is no JSON is no envelope.
	}
	if envelope.Status != wire.StatusError || envelope.Message == "" {
		return nil
	}
	refusal := &httpapi.APIError{Status: response.Status, Code: envelope.Type, Message: envelope.Message}
	var data struct {
		Field string `json:"field"`
	}
	if json.Unmarshal(envelope.Data, &data) == nil { // Okra may send anything else there.
		refusal.Field = data.Field
	}
	return refusal
}

// kindOf believes the type where it is known, unless it came with a success or
// with a failure of the server, and falls back to the status. "Not found" takes
// both: a 404 without the type is a wrong route, as Okra documents.
func kindOf(refusal *httpapi.APIError) platform.Kind {
	switch {
	case refusal.Status/100 != 4:
		return platform.KindUnexpected
	case refusal.Status == http.StatusNotFound && refusal.Code == typeNoRecord:
		return platform.KindNotFound
	case refusal.Code == typeRateLimit:
		return platform.KindRateLimited
	}
	return wire.KindOfStatus(refusal.Status)
}

// exists says of a refusal to set a webhook that there is one already, where
// that is the reason: the contract then names the field `url`. A conflict about
// anything else, such as the idempotency key, stays what it is.
func exists(err error) error {
	if failure, ok := errors.AsType[*platform.Error](err); ok && failure.Kind == platform.KindConflict && failure.Field == "url" {
		failure.Kind = platform.KindExists
	}
	return err
}
