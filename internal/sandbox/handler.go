// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/control"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/local"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok"
)

// Handler serves everything: the platforms' APIs, the bank's pages, the OpenAPI
// documents and the control endpoints.
func (s *Sandbox) Handler() http.Handler { return s.handler }

// newHandler puts the handlers together. A platform's request passes the log,
// the faults, the latency and Options.Wrap, in this order; the others do not.
// Before all of them is the check of where a request comes from.
func (s *Sandbox) newHandler() http.Handler {
	platforms := toTheEnd(prefixes{
		{tok.Prefix, s.tok},
		{okto.Prefix, s.okto},
		{okra.Prefix, s.okra},
	})
	if s.options.Wrap != nil {
		platforms = s.options.Wrap(platforms)
	}
	var emulated http.Handler = prefixes{
		{tok.Prefix, s.late(platforms)},
		{okto.Prefix, s.late(platforms)},
		{okra.Prefix, s.late(platforms)},
		{tok.PagePrefix, toTheEnd(s.pages)},
	}
	emulated = s.faults.Middleware(s.clock, s.refuse, emulated)
	emulated = s.requests.Middleware(emulated)

	return local.Guard(s.opensPage, s.noting(prefixes{
		{tok.Prefix, emulated},
		{okto.Prefix, emulated},
		{okra.Prefix, emulated},
		{tok.PagePrefix, emulated},
		{documentsPrefix, http.HandlerFunc(document)},
		{control.Prefix, control.New(control.Options{
			Sandbox: s, Faults: &s.faults, Requests: s.requests, Credentials: func() any { return s.Credentials() },
		})},
		{"", http.HandlerFunc(s.welcome)},
	}))
}

// noting notes on which addresses the sandbox is served, whoever serves it.
func (s *Sandbox) noting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if address, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
			s.engine.Serves(address)
		}
		next.ServeHTTP(w, r)
	})
}

// opensPage tells whether a request is for a page that people are led to: the
// bank's, by the redirect URL of a consent.
func (s *Sandbox) opensPage(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, tok.PagePrefix+"/") && s.pages.Route(r) != ""
}

// route tells what a request is for, for the request log.
func (s *Sandbox) route(r *http.Request) string {
	switch {
	case strings.HasPrefix(r.URL.Path, tok.PagePrefix+"/"):
		return s.pages.Route(r)
	case strings.HasPrefix(r.URL.Path, okto.Prefix+"/"):
		return s.okto.Route(r)
	case strings.HasPrefix(r.URL.Path, okra.Prefix+"/"):
		return s.okra.Route(r)
	}
	return s.tok.Route(r)
}

// refuse answers in place of the platform that a request is for.
func (s *Sandbox) refuse(w http.ResponseWriter, r *http.Request, status int) {
	switch {
	case strings.HasPrefix(r.URL.Path, okto.Prefix+"/"):
		s.okto.Refuse(w, r, status)
	case strings.HasPrefix(r.URL.Path, okra.Prefix+"/"):
		s.okra.Refuse(w, r, status)
	default:
		s.tok.Refuse(w, r, status)
	}
}

// documentsPrefix is where the OpenAPI documents are.
const documentsPrefix = "/openapi"

// document serves an OpenAPI document by its file name, such as tok.yaml.
func document(w http.ResponseWriter, r *http.Request) {
	file := strings.TrimPrefix(r.URL.Path, documentsPrefix+"/")
	name, ok := strings.CutSuffix(file, ".yaml")
	if !ok || r.Method != http.MethodGet {
		http.NotFound(w, r)
		return
	}
	text, err := openapi.Document(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/yaml")
	// A client that went away is no concern of the server's.
	_, _ = w.Write(text) //nolint:gosec // One of the embedded documents.
}

// prefixes serves each path by the first handler whose prefix it is under. An
// http.ServeMux would redirect paths that are not clean, such as one with two
// slashes, and an API that takes credentials should redirect nobody.
type prefixes []struct {
	prefix  string
	handler http.Handler
}

// ServeHTTP implements http.Handler.
func (p prefixes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, entry := range p {
		if strings.HasPrefix(r.URL.Path, entry.prefix+"/") {
			entry.handler.ServeHTTP(w, r)
			return
		}
	}
	http.NotFound(w, r)
}

// toTheEnd works on a request that has arrived whether or not its client still
// waits for the answer. A client that goes away cannot tell what became of its
// request; here it always is what was asked for: the harder case for a client,
// and the same each time.
func toTheEnd(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithoutCancel(r.Context())))
	})
}

// late delays every request by the latency that the options ask for.
func (s *Sandbox) late(next http.Handler) http.Handler {
	if s.options.Latency == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if faults.Wait(r, s.clock, faults.Duration(s.options.Latency)) {
			next.ServeHTTP(w, r)
		}
	})
}

// welcome tells a person who opens the address in a browser what it is.
func (s *Sandbox) welcome(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" || r.Method != http.MethodGet {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	// A client that went away is no concern of the server's.
	//nolint:gosec // Plain text, in which nothing is markup.
	_, _ = fmt.Fprintf(w, `openbanking-sandbox %[1]s: an emulator of open-banking platforms. No data here is real.

Tok API        http://%[2]s%[3]s
Okra API       http://%[2]s%[4]s/v2, sandbox http://%[2]s%[4]s/v2/sandbox
Okto API       http://%[2]s%[5]s
OpenAPI        http://%[2]s%[6]s/tok.yaml, /okra.yaml, /okto.yaml
Credentials    http://%[2]s%[7]s/credentials
Clock, faults  http://%[2]s%[7]s/clock, /faults, /requests, /reset, /health
               What changes something there needs the header %[8]s.
`, s.options.Version, r.Host, tok.Prefix, okra.Prefix, okto.Prefix, documentsPrefix, control.Prefix, control.Header)
}
