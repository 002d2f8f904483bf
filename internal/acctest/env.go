// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package acctest runs scenarios of a user: in process or, as acceptance tests, on
// the real CLI, with the provider in process and a platform to talk to. That is a
// sandbox of the test's own, in memory, whose every request and answer is held
// against the OpenAPI document; or, where the variable OPENBANKING_ACC_ENDPOINT and
// the platform's own credentials are in the environment, the platform that they name.
package acctest

import (
	"context"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// Env is the platform that a test runs against.
type Env struct {
	t *testing.T

	// Endpoint is the platform's base URL, as the provider block takes it.
	Endpoint string
	// Key is the credential that the provider uses.
	Key string
	// API asks the platform itself, past the provider.
	API *API

	sandbox *sandbox.Sandbox
	base    string // the sandbox's own URL
	watcher *watcher
}

// Option changes how the test's sandbox is started.
type Option func(*settings)

type settings struct {
	sandbox.Options

	anyRequest bool
	observe    func(http.Handler) http.Handler
	odd        func(http.Handler) http.Handler
}

// AutoAuthorize makes every consent active at once.
func AutoAuthorize() Option { return func(s *settings) { s.AutoAuthorize = true } }

// Tier sets the rate limit; without it there is none.
func Tier(tier string) Option { return func(s *settings) { s.Tier = tier } }

// Bank sets how many accounts a consent opens, and how many transactions each
// account has.
func Bank(accounts, transactions int) Option {
	return func(s *settings) { s.Accounts, s.Transactions = accounts, transactions }
}

// AnyRequest lets the provider send what the OpenAPI document forbids, for tests
// whose user gives such values. What the platform answers is still checked.
func AnyRequest() Option { return func(s *settings) { s.anyRequest = true } }

// Odd puts a proxy before the platforms' API that rewrites answers, which then need
// not be what the OpenAPI documents say. What the sandbox answers is still checked.
func Odd(wrap func(http.Handler) http.Handler) Option { return func(s *settings) { s.odd = wrap } }

// New starts a sandbox for the test, or finds the platform that the environment
// names.
func New(t *testing.T, options ...Option) *Env {
	t.Helper()
	if onCLI(t) && os.Getenv(resource.EnvTfAcc) == "" {
		t.Skipf("acceptance tests run with %s=1, as `make acceptance` does", resource.EnvTfAcc)
	}
	if endpoint := os.Getenv("OPENBANKING_ACC_ENDPOINT"); endpoint != "" {
		return remote(t, endpoint, options)
	}

	o := settings{Options: sandbox.Options{Tier: "unlimited", Seed: 1}}
	for _, option := range options {
		option(&o)
	}
	watcher := &watcher{}
	validated := validation(t, o.anyRequest)
	o.Wrap = func(next http.Handler) http.Handler {
		if o.observe != nil {
			next = o.observe(next)
		}
		next = validated(next)
		if o.odd != nil {
			next = o.odd(next)
		}
		return watcher.wrap(next)
	}
	s, err := sandbox.New(t.Context(), o.Options)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("the sandbox stopped with: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("the sandbox did not close: %v", err)
		}
	})

	base := "http://" + listener.Addr().String()
	key := s.Credentials().Organisations[0].Get("tok", "sandbox", "api_key")
	e := &Env{t: t, Endpoint: base + "/tok/v1", Key: key, sandbox: s, base: base, watcher: watcher}
	e.API = &API{t: t, endpoint: e.Endpoint, scheme: tokScheme, key: key}
	return e
}

// remote is an Env on a platform that somebody else runs. What only a sandbox
// can do is skipped there.
func remote(t *testing.T, endpoint string, options []Option) *Env {
	t.Helper()
	key := os.Getenv("TOK_API_KEY")
	if key == "" {
		t.Fatal("OPENBANKING_ACC_ENDPOINT is set, but TOK_API_KEY is not")
	}
	if len(options) > 0 {
		t.Skip("this test needs a sandbox of its own with special settings; OPENBANKING_ACC_ENDPOINT names a shared platform")
	}
	return &Env{t: t, Endpoint: endpoint, Key: key, API: &API{t: t, endpoint: endpoint, scheme: tokScheme, key: key}}
}

// In returns the environment for a subtest, which fails by itself.
func (e *Env) In(t *testing.T) *Env {
	t.Helper()
	sub, api := *e, *e.API
	sub.t, api.t = t, t
	sub.API = &api
	return &sub
}

// Sandbox returns the test's own sandbox, for its clock, its faults and its
// request log. On a platform that somebody else runs the test is skipped.
func (e *Env) Sandbox() *sandbox.Sandbox {
	e.t.Helper()
	if e.sandbox == nil {
		e.t.Skip("this test controls the sandbox; OPENBANKING_ACC_ENDPOINT names a platform that it cannot control")
	}
	return e.sandbox
}

// validation holds all traffic against the platforms' OpenAPI documents;
// strictly, unless any request is allowed: the provider may send nothing that a
// document forbids.
func validation(t *testing.T, anyRequest bool) func(http.Handler) http.Handler {
	t.Helper()
	wrap := func(next http.Handler) http.Handler { return next }
	for _, platform := range []func() (*contract.Validator, error){contract.Tok, contract.Okra, contract.Okto} {
		validator, err := platform()
		if err != nil {
			t.Fatal(err)
		}
		if !anyRequest {
			validator = validator.Strict()
		}
		inner := wrap
		wrap = func(next http.Handler) http.Handler {
			return validator.Middleware(func(v contract.Violation) {
				t.Errorf("breaks the OpenAPI document: %s", v)
			})(inner(next))
		}
	}
	return wrap
}

// Providers serves the provider to the CLI from within the test.
func Providers() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"openbanking": func() (tfprotov6.ProviderServer, error) {
			return protocol.Server("test"), nil
		},
	}
}

// HCL is a configuration of the provider for this platform, followed by the
// given blocks.
func (e *Env) HCL(blocks ...string) string { return e.HCLWith("", blocks...) }

// HCLWith is HCL with further lines in the provider block.
func (e *Env) HCLWith(settings string, blocks ...string) string {
	return Required + `
provider "openbanking" {
  endpoint = "` + e.Endpoint + `"
  tok      = { api_key = "` + e.Key + `" }
  ` + settings + `
}
` + strings.Join(blocks, "\n")
}

// Required names the provider's source, without which an import looks for it
// elsewhere.
const Required = `
terraform {
  required_providers {
    openbanking = { source = "openbanking-iac/openbanking" }
  }
}
`
