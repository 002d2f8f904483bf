// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Begin sets the headers that every answer carries, whatever comes of the
// request: its id, and the sandbox's time.
func Begin(h http.Header, requestID string, now time.Time) string {
	h.Set("X-Request-Id", requestID)
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
	return requestID
}

// Write writes an answer with a JSON body, or without one if it is nil.
func Write(w http.ResponseWriter, status int, body []byte) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	// A client that went away is no concern of the server's: the work is done.
	_, _ = w.Write(body)
}

// Encode writes a value as JSON, with URLs left readable. Nil is no body.
func Encode(v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encoding an answer: %w", err)
	}
	return buf.Bytes(), nil
}

// Unavailable tells whether err is trouble with the sandbox's database that
// comes and goes, and what to tell the client then. Nothing was changed.
func Unavailable(err error) (message string, ok bool) {
	switch {
	case errors.Is(err, store.ErrFull):
		return "No space is left for the sandbox's database, and nothing was changed. Free some disk space and try again.", true
	case errors.Is(err, store.ErrUnwritable):
		return "The sandbox's database cannot be written, and nothing was changed. Check its disk and try again.", true
	case errors.Is(err, store.ErrClosed):
		return "The sandbox is shutting down. Nothing was changed.", true
	}
	return "", false
}

// Failed is what a client is told of a failure of the sandbox itself.
const Failed = "The sandbox failed to handle the request. Its log has more under the request's id."
