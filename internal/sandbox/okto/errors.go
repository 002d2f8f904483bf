// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// The error codes that the platform documents. Where its pages do not state the
// HTTP status of a code, it is this emulator's choice.
const (
	CodeNotFound     = "ER-TECH-0002"
	CodeInvalid      = "ER-TECH-0004"
	CodeService      = "ER-TECH-0005"
	CodeRetry        = "ER-TECH-0006"
	CodeUnauthorized = "ER-TECH-0007"
	CodeReplayed     = "ER-TECH-0009" // An invalid request on the platform's pages; here of one kind.
	CodeMissing      = "ER-TECH-0016"
	CodeRateLimited  = "ER-TECH-0100"
)

// The error codes that are the contract's own: nobody can take a path that does
// not exist for an object that does not.
const (
	CodeRoute  = "ER-ROUTE"
	CodeMethod = "ER-METHOD"
)

// apiError is an answer in the platform's error envelope.
type apiError struct {
	status  int
	code    string
	message string
	details *made             // Of CodeReplayed.
	headers map[string]string // Besides the usual ones.
}

// made is what an earlier request with the same Idempotency-Key made.
type made struct {
	AppID   string `json:"app_id"`
	Version int64  `json:"version"`
}

// Error implements error.
func (e *apiError) Error() string { return e.code + ": " + e.message }

// refuse makes an error with a formatted message, which must not repeat a value
// that may be a secret.
func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, CodeInvalid, format, args...)
}

// rateLimited refuses a request that comes too early by that many seconds.
func rateLimited(wait int) *apiError {
	e := refuse(http.StatusTooManyRequests, CodeRateLimited, "Rate Limit Exceeded")
	e.headers = map[string]string{"Retry-After": strconv.Itoa(wait)}
	return e
}

// unauthorized refuses a management token. The challenge is what RFC 9110 wants
// of a 401; no scheme is registered for x-api-key, which gets none.
func unauthorized(code, message string) *apiError {
	e := refuse(http.StatusUnauthorized, code, "%s", message)
	e.headers = map[string]string{"WWW-Authenticate": `Bearer realm="okto"`}
	return e
}

// errorBody is the platform's error envelope.
type errorBody struct {
	Status string      `json:"status"`
	Error  errorDetail `json:"error"`
}

type errorDetail struct {
	Code      int    `json:"code"` // The HTTP status.
	ErrorCode string `json:"errorCode"`
	Message   string `json:"message"`
	TraceID   string `json:"trace_id"`
	Details   *made  `json:"details,omitempty"`
}

func writeError(w http.ResponseWriter, traceID string, e *apiError) {
	for name, value := range e.headers {
		if w.Header().Get(name) == "" { // A header that a fault set stays.
			w.Header().Set(name, value)
		}
	}
	write(w, e.status, errorBody{Status: "error", Error: errorDetail{
		Code: e.status, ErrorCode: e.code, Message: e.message, TraceID: traceID, Details: e.details,
	}})
}

// Refuse answers a request with the given status as the platform would, without
// looking at its credentials. Fault injection uses it.
func (a *API) Refuse(w http.ResponseWriter, r *http.Request, status int) {
	traceID := begin(w, a.Now())
	if status < http.StatusBadRequest {
		w.WriteHeader(status)
		return
	}
	writeError(w, traceID, injected(r, status))
}

// injected is what an injected failure says.
func injected(r *http.Request, status int) *apiError {
	switch status {
	case http.StatusUnauthorized:
		if strings.HasPrefix(r.URL.Path, Prefix+management) {
			return unauthorized(CodeUnauthorized, "The management token is unknown.")
		}
		return unknownSecret()
	case http.StatusNotFound:
		return refuse(status, CodeNotFound, "Data not found")
	case http.StatusTooManyRequests:
		return rateLimited(1)
	case http.StatusServiceUnavailable:
		return refuse(status, CodeRetry, "The service is unavailable. Try again later.")
	}
	if status < http.StatusInternalServerError {
		return refuse(status, CodeInvalid, "Invalid request.")
	}
	return refuse(status, CodeService, "Service error")
}
