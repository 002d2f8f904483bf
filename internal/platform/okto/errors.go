// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// Okto's error codes, as far as they decide something here. All are documented,
// though not with which HTTP status they come.
const (
	codeNotFound     = "ER-TECH-0002"
	codeUnauthorized = "ER-TECH-0007"
	codeRepeated     = "ER-TECH-0009" // in the contract, the reset under this Idempotency-Key is already made
	codeNoKey        = "ER-TECH-0016"
	codeRateLimit    = "ER-TECH-0100"
)

// decodeError reads Okto's documented envelope
// {"status":"error","error":{"code","errorCode","message","trace_id"}}. It
// returns nil where the body is not one.
func decodeError(response *httpapi.Response) *httpapi.APIError {
	var envelope struct {
		Status string `json:"status"`
		Error  *struct {
			ErrorCode string `json:"errorCode"`
			Message   string `json:"message"`
			TraceID   string `json:"trace_id"`
		} `json:"error"`
	}
	if err := json.Unmarshal(response.Body, &envelope); err != nil {
		return nil //nolint:nilerr // What is no JSON is no envelope.
	}
	if envelope.Status != wire.StatusError || envelope.Error == nil {
		return nil
	}
	return &httpapi.APIError{
		Status:    response.Status,
		Code:      envelope.Error.ErrorCode,
		Message:   envelope.Error.Message,
		RequestID: envelope.Error.TraceID,
	}
}

// kindOfRefusal believes the code where it is known, unless it came with a
// success or with a failure of the server, and falls back to the status. "Not
// found" is the code alone: any other 404 is a wrong route. Its status may be
// 400 as well, with which Okto's own description has all its errors.
func kindOfRefusal(refusal *httpapi.APIError) platform.Kind {
	if refusal.Status/100 != 4 {
		return platform.KindUnexpected
	}
	switch refusal.Code {
	case codeNotFound:
		if refusal.Status == http.StatusNotFound || refusal.Status == http.StatusBadRequest {
			return platform.KindNotFound
		}
		return platform.KindUnexpected
	case codeUnauthorized, codeNoKey:
		return platform.KindUnauthenticated
	case codeRateLimit:
		return platform.KindRateLimited
	}
	return wire.KindOfStatus(refusal.Status)
}

// isRepeated reports whether the platform says that it has made this reset
// before. Nobody got its answer, and the secret cannot be had again: the
// platform does not store it.
func isRepeated(err error) bool {
	refusal, ok := errors.AsType[*httpapi.APIError](err)
	return ok && refusal.Status == http.StatusConflict && refusal.Code == codeRepeated
}
