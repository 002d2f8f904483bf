// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The types of errors that this emulator uses, of those that the platform
// documents.
const (
	TypeCustom     = "CUSTOM"
	TypeNoRecordID = "NO_RECORD_ID"
	TypeRateLimit  = "RATE_LIMIT"
)

// apiError is an answer in the platform's error envelope.
type apiError struct {
	status  int
	kind    string // The type; empty for none.
	message string
	field   string // Of TypeCustom.
	bare    bool   // Without a code.
}

// Error implements error.
func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.status, e.kind, e.message) }

// refuse makes an error with a formatted message, which must not repeat a value
// that may be a secret.
func refuse(status int, kind, format string, args ...any) *apiError {
	return &apiError{status: status, kind: kind, message: fmt.Sprintf(format, args...)}
}

// notFound makes the error for an object that is not there. It reads the same
// whether it never existed or is another organisation's or environment's.
func notFound(kind, id string) *apiError {
	return refuse(http.StatusNotFound, TypeNoRecordID, "There is no %s %q.", kind, apihttp.Clip(id))
}

// conflict makes the error for a request that the present state forbids.
func conflict(field, format string, args ...any) *apiError {
	e := refuse(http.StatusConflict, TypeCustom, format, args...)
	e.field = field
	return e
}

func unauthorized() *apiError { return refuse(http.StatusUnauthorized, "", "Unauthorized") }

// rateLimited has the message that the platform documents.
func rateLimited() *apiError {
	return refuse(http.StatusTooManyRequests, TypeRateLimit, "Too many requests")
}

// routeNotFound is the one 404 without a type, by which a client can tell it from
// notFound.
func routeNotFound() *apiError {
	e := refuse(http.StatusNotFound, "", "Route does not exist")
	e.bare = true
	return e
}

// explain turns whatever a handler failed with into an error of the API.
func (a *API) explain(err error, requestID string) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	if invalid, ok := errors.AsType[*apihttp.InvalidError](err); ok {
		e := refuse(http.StatusBadRequest, TypeCustom, "%s", invalid.Message)
		e.field = invalid.Field
		return e
	}
	if errors.Is(err, store.ErrKeyReused) {
		return conflict("Idempotency-Key", "%s", apihttp.KeyReused)
	}
	if message, ok := apihttp.Unavailable(err); ok {
		return refuse(http.StatusServiceUnavailable, "", "%s", message)
	}
	a.Log.Error("a request failed", "request_id", requestID, "error", err)
	return refuse(http.StatusInternalServerError, "", "%s", apihttp.Failed)
}

// errorBody is the platform's error envelope.
type errorBody struct {
	Status  string     `json:"status"`
	Message string     `json:"message"`
	Type    string     `json:"type,omitempty"`
	Data    *errorData `json:"data,omitempty"`
	Code    int        `json:"code,omitempty"` // The HTTP status.
}

type errorData struct {
	Field string `json:"field"`
}

func writeError(w http.ResponseWriter, e *apiError) {
	shown := errorBody{Status: "error", Message: e.message, Type: e.kind, Code: e.status}
	if e.bare {
		shown.Code = 0
	}
	if e.field != "" {
		shown.Data = &errorData{Field: e.field}
	}
	if e.status == http.StatusUnauthorized {
		// The challenge is what RFC 9110 wants of a 401.
		w.Header().Set("WWW-Authenticate", `Bearer realm="okra"`)
	}
	body, err := apihttp.Encode(shown)
	if err != nil {
		// The envelope is a struct of this package, which can be encoded.
		panic(err)
	}
	apihttp.Write(w, e.status, body)
}

// Refuse answers a request with the given status as the platform would, without
// looking at it. Fault injection uses it.
func (a *API) Refuse(w http.ResponseWriter, _ *http.Request, status int) {
	now := a.Now()
	begin(w, now)
	apihttp.SetRefusedLimits(w.Header(), a.limiter.Full(now), status, true)
	if status < http.StatusBadRequest {
		w.WriteHeader(status)
		return
	}
	writeError(w, injected(status))
}

// injected is what an injected failure says.
func injected(status int) *apiError {
	switch status {
	case http.StatusUnauthorized:
		return unauthorized()
	case http.StatusNotFound:
		return refuse(status, TypeNoRecordID, "There is no such record.")
	case http.StatusTooManyRequests:
		return rateLimited()
	case http.StatusServiceUnavailable:
		return refuse(status, "", "The data source took too long to answer. Try again later.")
	}
	if status < http.StatusInternalServerError {
		return refuse(status, TypeCustom, "The call failed.")
	}
	return refuse(status, "", "The service failed to handle the request.")
}
