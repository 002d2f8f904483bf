// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package apihttp is what the emulated platforms' APIs have in common on the
// wire: finding the endpoint, reading the request, writing the answer. What a
// platform says, and in which envelope, is its own package's affair.
package apihttp

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// Mux finds the endpoint that a request is for. Other than an http.ServeMux it
// never redirects: an API that expects credentials should send nobody elsewhere.
type Mux struct {
	prefix    string
	mux       *http.ServeMux
	endpoints []endpoint
}

// endpoint is a method and the pattern of a whole path.
type endpoint struct{ method, path string }

func (e endpoint) String() string { return e.method + " " + e.path }

// NewMux returns a Mux without endpoints for the paths under the prefix, such as
// "/name/v1".
func NewMux(prefix string) *Mux { return &Mux{prefix: prefix, mux: http.NewServeMux()} }

// Handle adds an endpoint. The path is relative to the prefix and has its
// parameters in braces, as http.ServeMux has them.
func (m *Mux) Handle(method, path string, h http.HandlerFunc) {
	e := endpoint{method: method, path: m.prefix + path}
	m.endpoints = append(m.endpoints, e)
	m.mux.Handle(e.String(), h)
}

// Routes lists every endpoint as Route tells it, in the order of Handle.
func (m *Mux) Routes() []string {
	var list []string
	for _, e := range m.endpoints {
		list = append(list, e.String())
	}
	return list
}

// Route tells which endpoint a request is for, such as "GET
// /name/v1/accounts/{id}", or "" for none.
func (m *Mux) Route(r *http.Request) string {
	if !clean(r.URL.EscapedPath()) || r.Method == http.MethodHead {
		return ""
	}
	_, pattern := m.mux.Handler(r)
	return pattern
}

// Methods lists the methods that the request's path takes, none for a path
// that the API does not have.
func (m *Mux) Methods(r *http.Request) []string {
	if !clean(r.URL.EscapedPath()) {
		return nil
	}
	var allowed []string
	for _, e := range m.endpoints {
		probe := &http.Request{Method: e.method, URL: r.URL, Host: r.Host}
		if _, pattern := m.mux.Handler(probe); pattern == e.String() && !slices.Contains(allowed, e.method) {
			allowed = append(allowed, e.method)
		}
	}
	return allowed
}

// ServeHTTP serves a request that Route finds an endpoint for. Others are the
// caller's, who knows the platform's error envelope: Explain says what is wrong.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.mux.ServeHTTP(w, r) }

// Explain returns the status and the message to refuse a request with that has
// no endpoint: 404, or 405 and the Allow header for a path with other methods.
func (m *Mux) Explain(h http.Header, r *http.Request) (status int, message string) {
	allowed := m.Methods(r)
	if len(allowed) == 0 {
		return http.StatusNotFound, "There is no such endpoint: " + Clip(r.Method) + " " + Clip(r.URL.Path) + "."
	}
	h.Set("Allow", strings.Join(allowed, ", "))
	return http.StatusMethodNotAllowed, "The method " + Clip(r.Method) + " is not allowed here: use " + strings.Join(allowed, " or ") + "."
}

// clean tells whether an http.ServeMux would take the path as it is.
func clean(p string) bool { return p == path.Clean(p) }
