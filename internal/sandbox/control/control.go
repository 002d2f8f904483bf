// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package control serves the sandbox's own endpoints under Prefix, with which
// tests and people look into it and steer it. They show credentials and need
// none: package local keeps other machines and web pages away from them, and
// Header what makes requests on somebody's behalf, such as a webhook's delivery.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/requestlog"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/simclock"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Prefix is where the control endpoints are.
const Prefix = "/_sandbox"

// Header has to be in every request that is no GET. Its value means nothing: who
// can have a request sent to a URL of his choice can seldom choose its headers.
const Header = "X-Sandbox-Control"

// maxBody is how many bytes of a request are read.
const maxBody = 64 << 10

// Sandbox is what the endpoints steer.
type Sandbox interface {
	Version() string
	Now() time.Time
	// Advance moves the clock. It returns an error that wraps
	// simclock.ErrRange for a duration that it cannot take.
	Advance(d time.Duration) error
	// Reset brings the data back to the seed.
	Reset(ctx context.Context) error
}

// Options are what the endpoints work with.
type Options struct {
	Sandbox     Sandbox
	Faults      *faults.Set
	Requests    *requestlog.Log
	Credentials func() any // What it returns is written as JSON.
	// Platforms are the platforms' own endpoints, by their patterns under Prefix.
	Platforms map[string]emulated.Control
}

// New returns the handler of everything under Prefix.
func New(o Options) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h emulated.Control) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.Handle(method+" "+Prefix+path, adapter(h))
	}
	handle("GET /health", o.health)
	handle("POST /reset", o.reset)
	handle("GET /clock", o.clock)
	handle("POST /clock", o.advance)
	handle("GET /faults", o.listFaults)
	handle("POST /faults", o.addFault)
	handle("DELETE /faults", o.clearFaults)
	handle("GET /requests", o.listRequests)
	handle("DELETE /requests", o.clearRequests)
	handle("GET /credentials", o.credentials)
	for pattern, h := range o.Platforms {
		handle(pattern, h)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := r.Header[Header]; !ok && r.Method != http.MethodGet {
			write(w, http.StatusForbidden, problem{"a control request that changes something needs the header " + Header + ", with any value"})
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// problem is the body of an error.
type problem struct {
	Error string `json:"error"`
}

// errBadRequest marks an error as the requester's.
var errBadRequest = errors.New("the request cannot be taken")

// adapter turns a function that returns its answer into a handler.
func adapter(h emulated.Control) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		status, body, err := h(r)
		switch {
		case errors.Is(err, errBadRequest), errors.Is(err, faults.ErrInvalid), errors.Is(err, simclock.ErrRange):
			write(w, http.StatusBadRequest, problem{err.Error()})
		case errors.Is(err, store.ErrNotFound):
			write(w, http.StatusNotFound, problem{err.Error()})
		case err != nil:
			write(w, http.StatusInternalServerError, problem{err.Error()})
		default:
			write(w, status, body)
		}
	})
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Cache-Control", "no-store")
	if body == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ") // People read these with curl.
	// A client that went away is no concern of the server's.
	_ = e.Encode(body) //nolint:errchkjson // The bodies are structs that can all be encoded.
}

// read decodes the request's body, which must be one JSON value without unknown
// fields.
func read(r *http.Request, dest any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(dest); err != nil {
		return fmt.Errorf("%w: the body is not the expected JSON object: %w", errBadRequest, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: the body must be one JSON object", errBadRequest)
	}
	return nil
}
