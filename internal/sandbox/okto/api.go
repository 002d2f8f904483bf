// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package okto serves the Okto platform's API under Prefix: the one documented
// call that proves an App Secret, and a control plane for secrets in the
// platform's style. No page of the platform describes an API for them: they are
// a feature of its dashboard.
//
// Two kinds of credentials exist. The App Secret, as x-api-key, is for the
// platform's own API. A management token, as a bearer token, is for the control
// plane, so that a reset of the secret can never lock its owner out.
package okto

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okto/tables"
)

// Prefix is where the emulator serves the API. The platform's own base is
// https://apigw.okto.tech, and https://sandbox-api.okto.tech for its sandbox.
const Prefix = "/okto"

// management is what the paths of the control plane begin with.
const management = "/management/v1"

// Options are the options that Okto alone has.
type Options struct {
	// RateLimit turns the platform's limit on POST requests on.
	RateLimit bool
}

// Platform describes Okto.
func Platform(own Options) emulated.Platform {
	return emulated.Platform{
		Tables: tables.Platform(), Title: "Okto", Bases: []emulated.Base{{Path: Prefix}},
		Start: func(o emulated.Options) emulated.Service { return newAPI(o, own) },
	}
}

// API is the platform at work.
type API struct {
	emulated.Options
	*apihttp.Mux

	limited bool
	limiter limiter
}

var (
	_ emulated.Refiller   = (*API)(nil)
	_ emulated.Controlled = (*API)(nil)
)

func newAPI(o emulated.Options, own Options) *API {
	a := &API{Options: o, limited: own.RateLimit && !o.Tier.Unlimited, Mux: apihttp.NewMux(Prefix)}
	for _, rt := range routes() {
		a.Handle(rt.method, rt.path, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, rt) })
	}
	return a
}

// Mounts implements emulated.Service.
func (a *API) Mounts() []emulated.Mount { return []emulated.Mount{{Prefix: Prefix, Handler: a}} }

// route is one endpoint.
type route struct {
	method, path string
	authenticate func(*call) error
	handle       func(*call) (reply, error)
	write        bool // Changes the database.
}

// routes lists every endpoint of the API.
func routes() []route {
	return []route{
		{method: "GET", path: "/api/v1/supported/networks", authenticate: (*call).byAppSecret, handle: listNetworks},

		{method: "GET", path: management + "/apps", authenticate: (*call).byManagementToken, handle: listApps},
		{method: "GET", path: management + "/apps/{app_id}", authenticate: (*call).byManagementToken, handle: getApp},
		{method: "GET", path: management + "/apps/{app_id}/secret", authenticate: (*call).byManagementToken, handle: getSecret},
		{method: "POST", path: management + "/apps/{app_id}/secret/reset", authenticate: (*call).byManagementToken, handle: resetSecret, write: true},
	}
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.Route(r) != "" {
		a.Mux.ServeHTTP(w, r)
		return
	}
	traceID := begin(w, a.Now())
	status, message := a.Explain(w.Header(), r)
	code := CodeRoute
	if status == http.StatusMethodNotAllowed {
		code = CodeMethod
	}
	writeError(w, traceID, refuse(status, code, "%s", message))
}

// Refill forgets the requests that count towards the rate limit.
func (a *API) Refill() { a.limiter.refill() }

// begin sets the headers that every answer carries, whatever comes of it, and
// returns the request's trace id: 32 hexadecimal digits, of which the first
// eight are the epoch second, as in the platform's documented example.
func begin(w http.ResponseWriter, now time.Time) string {
	random := make([]byte, 8)
	_, _ = rand.Read(random) // crypto/rand.Read never fails.
	return apihttp.Begin(w.Header(), fmt.Sprintf("%08x00000000%s", now.Unix(), hex.EncodeToString(random)), now)
}
