// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"fmt"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
)

// The error codes that the platform documents.
const (
	CodeInvalidAPIKey  = "INVALID_API_KEY" //nolint:gosec // The name of an error.
	CodeConsentExpired = "CONSENT_EXPIRED"
	CodeConsentRevoked = "CONSENT_REVOKED"
	CodeNotFound       = "NOT_FOUND"
	CodeRateLimited    = "RATE_LIMITED"
	CodeBankAPIError   = "BANK_API_ERROR"
)

// The error codes that are the contract's own.
const (
	CodeInvalidRequest   = "INVALID_REQUEST"
	CodeConflict         = "CONFLICT"
	CodeRouteNotFound    = "ROUTE_NOT_FOUND"
	CodeMethodNotAllowed = "METHOD_NOT_ALLOWED"
	CodeUnavailable      = "SERVICE_UNAVAILABLE"
	CodeInternal         = "INTERNAL_ERROR"
)

// apiError is an answer in the platform's error envelope.
type apiError struct {
	status  int
	code    string
	message string
	field   string // Of CodeInvalidRequest.
}

// Error implements error.
func (e *apiError) Error() string { return e.code + ": " + e.message }

// refuse makes an error with a formatted message.
func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// notFound makes the platform's own not-found error for an object. It reads the
// same whether the object never existed or is another organisation's.
func notFound(kind, id string) *apiError {
	return refuse(http.StatusNotFound, CodeNotFound, "There is no %s %q.", kind, apihttp.Clip(id))
}

// errorBody is the platform's error envelope.
type errorBody struct {
	Error errorDetail `json:"error"`
}

type errorDetail struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	RequestID string `json:"requestId"`
	Field     string `json:"field,omitempty"`
}

func writeError(w http.ResponseWriter, requestID string, e *apiError) {
	out := reply{status: e.status, body: errorBody{errorDetail{Code: e.code, Message: e.message, RequestID: requestID, Field: e.field}}}
	if e.status == http.StatusUnauthorized {
		out.headers = map[string]string{"WWW-Authenticate": `ApiKey realm="tok"`}
	}
	write(w, out)
}

// Refuse answers a request with the given status as the platform would, without
// looking at it. Fault injection uses it.
func (a *API) Refuse(w http.ResponseWriter, _ *http.Request, status int) {
	now := a.Now()
	requestID := begin(w, now)
	apihttp.SetRefusedLimits(w.Header(), a.limiter.Full(now), status, false)
	if status < http.StatusBadRequest {
		write(w, reply{status: status})
		return
	}
	code, message := injected(status)
	writeError(w, requestID, refuse(status, code, "%s", message))
}

// injected is what an injected failure says.
func injected(status int) (code, message string) {
	switch status {
	case http.StatusBadRequest:
		return CodeInvalidRequest, "The request is invalid."
	case http.StatusUnauthorized:
		return CodeInvalidAPIKey, "The API key is missing or invalid."
	case http.StatusForbidden:
		return CodeConsentExpired, messageConsentExpired
	case http.StatusNotFound:
		return CodeNotFound, "There is no such resource."
	case http.StatusConflict:
		return CodeConflict, "The request is in conflict with the resource's state."
	case http.StatusTooManyRequests:
		return CodeRateLimited, "The organisation's rate limit is exceeded."
	case http.StatusBadGateway:
		return CodeBankAPIError, "The bank's API is unavailable."
	case http.StatusServiceUnavailable:
		return CodeUnavailable, "The service is unavailable."
	}
	return CodeInternal, "The service failed to handle the request."
}
