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
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/faults"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/local"
)

// Handler serves everything: the platforms' APIs, the bank's pages, the OpenAPI
// documents and the control endpoints.
func (s *Sandbox) Handler() http.Handler { return s.handler }

// newHandler puts the handlers together. A platform's request passes the log,
// the faults, the latency and Options.Wrap, in this order; pages pass only the first
// two, and the others none. Before all of them is the check of where a request comes
// from.
func (s *Sandbox) newHandler() http.Handler {
	pages := toTheEnd(choice(func(r *http.Request) http.Handler { return s.mountOf(r) }))
	api := pages
	if s.options.Wrap != nil {
		api = s.options.Wrap(api)
	}
	api = s.late(api)
	platforms := s.requests.Middleware(s.faults.Middleware(s.clock, s.refuse, choice(func(r *http.Request) http.Handler {
		if s.mountOf(r).Pages {
			return pages
		}
		return api
	})))
	others := prefixes{
		{documentsPrefix, http.HandlerFunc(document)},
		{control.Prefix, control.New(control.Options{
			Sandbox: s, Faults: &s.faults, Requests: s.requests, Credentials: func() any { return s.Credentials() }, Platforms: s.controls(),
		})},
		{"", http.HandlerFunc(s.welcome)},
	}
	return local.Guard(s.opensPage, s.noting(choice(func(r *http.Request) http.Handler {
		if s.mountOf(r).Handler != nil {
			return platforms
		}
		return others
	})))
}

// choice serves each request by the handler that it returns for it.
type choice func(*http.Request) http.Handler

// ServeHTTP implements http.Handler.
func (c choice) ServeHTTP(w http.ResponseWriter, r *http.Request) { c(r).ServeHTTP(w, r) }

// controls are the platforms' own control endpoints.
func (s *Sandbox) controls() map[string]emulated.Control {
	all := map[string]emulated.Control{}
	for _, p := range s.platforms {
		if own, ok := p.Service.(emulated.Controlled); ok {
			for pattern, h := range own.Controls() {
				method, path, _ := strings.Cut(pattern, " ")
				all[method+" /"+p.Tables.Name+path] = h
			}
		}
	}
	return all
}

// mount is something that a platform serves.
type mount struct {
	emulated.Mount
	platform
}

// mountOf returns what a request to a platform is for. It has no Handler for any other
// request.
func (s *Sandbox) mountOf(r *http.Request) mount {
	for _, m := range s.mounts {
		if strings.HasPrefix(r.URL.Path, m.Prefix+"/") {
			return m
		}
	}
	return mount{}
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

// opensPage tells whether a request is for a page that people are led to, such as
// the bank's by the redirect URL of a consent.
func (s *Sandbox) opensPage(r *http.Request) bool {
	m := s.mountOf(r)
	return m.Pages && m.Route(r) != ""
}

// route tells what a request to a platform is for, for the request log.
func (s *Sandbox) route(r *http.Request) string { return s.mountOf(r).Route(r) }

// refuse answers in place of the platform that a request is for.
func (s *Sandbox) refuse(w http.ResponseWriter, r *http.Request, status int) {
	s.mountOf(r).Refuse(w, r, status)
}

// documentsPrefix is where the OpenAPI documents are.
const documentsPrefix = "/openapi"

// document serves an OpenAPI document by its file name, such as name.yaml.
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
	var apis, documents strings.Builder
	for i, p := range s.platforms {
		for _, b := range p.Bases {
			if b.Environment == "" {
				fmt.Fprintf(&apis, "%-14s http://%s%s", p.Title+" API", r.Host, b.Path)
			} else {
				fmt.Fprintf(&apis, ", %s http://%s%s", b.Environment, r.Host, b.Path)
			}
		}
		apis.WriteByte('\n')
		if i > 0 {
			documents.WriteString(", ")
		}
		documents.WriteString("/" + p.Tables.Name + ".yaml")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	// A client that went away is no concern of the server's.
	//nolint:gosec // Plain text, in which nothing is markup.
	_, _ = fmt.Fprintf(w, `openbanking-sandbox %[1]s: an emulator of open-banking platforms. No data here is real.

%[2]sOpenAPI        http://%[3]s%[4]s%[5]s
Credentials    http://%[3]s%[6]s/credentials
Clock, faults  http://%[3]s%[6]s/clock, /faults, /requests, /reset, /health
               What changes something there needs the header %[7]s.
`, s.options.Version, apis.String(), r.Host, documentsPrefix, documents.String(), control.Prefix, control.Header)
}
