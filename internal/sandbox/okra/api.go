// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package okra serves the Okra platform's API under Prefix: what the platform
// documents, and a control plane for keys and the webhook in the same style. No
// page of the platform describes an API for those: they are features of its
// dashboard.
//
// The path decides the environment, and a key of the other one is refused. Every
// endpoint is there in both, but for those that make sandbox customers.
//
// Handlers return values. One function, API.serve, does for all of them what is
// the same for all: the request's id and instant, the credential, the rate
// limit, the transaction, idempotency, and writing the answer after the commit.
package okra

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Prefix is what every path of the API begins with.
const Prefix = "/okra"

// The bases of the environments, after Prefix. The platform's own are
// https://api.okraapi.com/v2/ and https://api.okraapi.com/v2/sandbox/; its pages
// also write the latter the other way round.
const (
	productionBase = "/v2"
	sandboxBase    = "/v2/sandbox"
	sandboxAlias   = "/sandbox/v2"
)

// Platform describes Okra.
func Platform() emulated.Platform {
	return emulated.Platform{
		Tables: tables.Platform(), Title: "Okra",
		Bases: []emulated.Base{{Path: Prefix + productionBase}, {Path: Prefix + sandboxBase, Environment: store.Sandbox}},
		Start: func(o emulated.Options) emulated.Service { return newAPI(o) },
	}
}

// API is the platform at work.
type API struct {
	emulated.Options
	*apihttp.Mux

	limiter *ratelimit.Limiter
}

var _ emulated.Refiller = (*API)(nil)

func newAPI(o emulated.Options) *API {
	// The 60 requests a minute are documented. How many may come at once is the
	// sandbox's choice.
	tier := ratelimit.Tier{Name: "okra", PerMinute: 60, Burst: 60}
	if o.Tier.Unlimited {
		tier = o.Tier
	}
	a := &API{Options: o, limiter: ratelimit.New(tier), Mux: apihttp.NewMux(Prefix)}
	for _, rt := range append(controlRoutes(), dataRoutes()...) {
		a.handle(sandboxBase, store.Sandbox, rt)
		if !rt.sandboxOnly {
			a.handle(productionBase, store.Production, rt)
		}
	}
	return a
}

// Mounts implements emulated.Service.
func (a *API) Mounts() []emulated.Mount { return []emulated.Mount{{Prefix: Prefix, Handler: a}} }

// handle adds an endpoint to an environment.
func (a *API) handle(base, environment string, rt route) {
	a.Handle(rt.method, base+rt.path, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, rt, environment) })
}

// route is one endpoint.
type route struct {
	method, path string // The path is relative to an environment's base.
	handle       func(*call) (reply, error)
	write        bool // Changes the database.
	open         bool // Needs no credential; one that is sent must be right.
	replayable   bool // Takes an Idempotency-Key.
	data         bool // Needs the environment's seeded data.
	sandboxOnly  bool // Is not there in production.
}

// controlRoutes lists the endpoints of the control plane.
func controlRoutes() []route {
	return []route{
		{method: "POST", path: "/keys/create", handle: createKey, write: true, replayable: true},
		{method: "POST", path: "/keys/list", handle: listKeys},
		{method: "POST", path: "/keys/getById", handle: getKey},
		{method: "POST", path: "/keys/update", handle: updateKey, write: true},
		{method: "POST", path: "/keys/revoke", handle: revokeKey, write: true},

		{method: "POST", path: "/webhooks/set", handle: setWebhook, write: true, replayable: true},
		{method: "POST", path: "/webhooks/get", handle: getWebhook},
		{method: "POST", path: "/webhooks/remove", handle: removeWebhook, write: true},
		{method: "POST", path: "/webhooks/test", handle: testWebhook, write: true},
		{method: "POST", path: "/webhooks/deliveries", handle: listDeliveries},
	}
}

// Route tells which endpoint a request is for, such as "POST
// /okra/v2/sandbox/keys/create", or "" for none. A path in the sandbox's other
// order has the route of the first.
func (a *API) Route(r *http.Request) string { return a.Mux.Route(canonical(r)) }

// canonical returns the request with a path in the sandbox's other order
// rewritten to the first.
func canonical(r *http.Request) *http.Request {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), Prefix+sandboxAlias+"/")
	if !ok {
		return r
	}
	escaped := Prefix + sandboxBase + "/" + rest
	path, err := url.PathUnescape(escaped)
	if err != nil {
		return r // EscapedPath has none that cannot be unescaped.
	}
	c := *r
	c.URL = &url.URL{Path: path, RawPath: escaped, RawQuery: r.URL.RawQuery}
	return &c
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := canonical(r)
	if a.Mux.Route(c) != "" {
		a.Mux.ServeHTTP(w, c)
		return
	}
	now := a.Now()
	begin(w, now)
	setLimits(w.Header(), a.limiter.Full(now))
	writeError(w, routeNotFound())
}

// Refill fills every organisation's rate limit.
func (a *API) Refill() { a.limiter.Refill() }

// begin sets the headers that every answer carries, whatever comes of it, and
// returns the request's id.
func begin(w http.ResponseWriter, now time.Time) string {
	return apihttp.Begin(w.Header(), ids.New(ids.Request, now), now)
}
