// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package tok serves the Tok platform's API under Prefix: what the platform
// documents, and a control plane for keys and webhooks in the same style.
//
// Handlers return values. One function, API.serve, does for all of them what is
// the same for all: the request's id and instant, the credential, the rate
// limit, the transaction, idempotency, and writing the answer after the commit.
package tok

import (
	"net/http"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/sca"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

// Prefix is where the emulator serves the API. The platform's own base is
// https://api.tokapi.io/v1.
const Prefix = "/tok/v1"

// Platform describes Tok.
func Platform() emulated.Platform {
	return emulated.Platform{
		Tables: tables.Platform(), Title: "Tok", Bases: []emulated.Base{{Path: Prefix}},
		Start: func(o emulated.Options) emulated.Service { return newAPI(o) },
	}
}

// API is the platform at work.
type API struct {
	emulated.Options
	*apihttp.Mux

	limiter   *ratelimit.Limiter
	pages     *sca.Pages
	nextLapse nextLapse
}

var (
	_ emulated.Settler  = (*API)(nil)
	_ emulated.Refiller = (*API)(nil)
)

func newAPI(o emulated.Options) *API {
	a := &API{Options: o, limiter: ratelimit.New(o.Tier), Mux: apihttp.NewMux(Prefix)}
	for _, rt := range a.routes() {
		a.Handle(rt.method, rt.path, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, rt) })
	}
	a.pages = sca.New(sca.Options{Options: o, Prefix: pagePrefix, Callback: Prefix + "/callback", Owner: owner, Pay: a.pay, Money: money})
	return a
}

// Mounts implements emulated.Service.
func (a *API) Mounts() []emulated.Mount {
	return []emulated.Mount{{Prefix: Prefix, Handler: a}, {Prefix: pagePrefix, Handler: a.pages, Pages: true}}
}

// Refill fills every organisation's rate limit.
func (a *API) Refill() { a.limiter.Refill() }

// The prefixes of identifiers.
const (
	idAPIKey      = "key_"
	idConsent     = "cns_"
	idAccount     = "acc_"
	idPayment     = "pay_"
	idTransaction = "txn_"
	idWebhook     = "whk_"
	idDelivery    = "dlv_"
)

// route is one endpoint.
type route struct {
	method, path string
	handle       func(*call) (reply, error)
	write        bool // Changes the database.
	public       bool // Needs no credential.
	replayable   bool // Takes an Idempotency-Key.
}

// routes lists every endpoint of the API.
func (a *API) routes() []route {
	return []route{
		{method: "GET", path: "/accounts", handle: listAccounts},
		{method: "GET", path: "/accounts/{id}", handle: getAccount},
		{method: "GET", path: "/accounts/{id}/transactions", handle: listTransactions},

		{method: "POST", path: "/consents", handle: createConsent, write: true},
		{method: "GET", path: "/consents", handle: listConsents},
		{method: "GET", path: "/consents/{id}", handle: getConsent},
		{method: "DELETE", path: "/consents/{id}", handle: deleteConsent, write: true},
		{method: "GET", path: "/callback", handle: callback, write: true, public: true},
		{method: "GET", path: "/banks", handle: listBanks},

		{method: "POST", path: "/payments", handle: createPayment, write: true},
		{method: "GET", path: "/payments/{id}", handle: getPayment},

		{method: "GET", path: "/organisation", handle: getOrganisation},

		{method: "POST", path: "/api-keys", handle: createKey, write: true, replayable: true},
		{method: "GET", path: "/api-keys", handle: listKeys},
		{method: "GET", path: "/api-keys/{id}", handle: getKey},
		{method: "PATCH", path: "/api-keys/{id}", handle: updateKey, write: true},
		{method: "DELETE", path: "/api-keys/{id}", handle: deleteKey, write: true},

		{method: "POST", path: "/webhooks", handle: createWebhook, write: true, replayable: true},
		{method: "GET", path: "/webhooks", handle: listWebhooks},
		{method: "GET", path: "/webhooks/{id}", handle: getWebhook},
		{method: "PATCH", path: "/webhooks/{id}", handle: updateWebhook, write: true},
		{method: "DELETE", path: "/webhooks/{id}", handle: deleteWebhook, write: true},
		{method: "POST", path: "/webhooks/{id}/rotate-secret", handle: rotateSecret, write: true, replayable: true},
		{method: "POST", path: "/webhooks/{id}/test", handle: testWebhook, write: true},
		{method: "GET", path: "/webhooks/{id}/deliveries", handle: listDeliveries},
	}
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.Route(r) != "" {
		a.Mux.ServeHTTP(w, r)
		return
	}
	now := a.Now()
	requestID := begin(w, now)
	apihttp.SetLimits(w.Header(), a.limiter.Full(now))
	status, message := a.Explain(w.Header(), r)
	code := CodeRouteNotFound
	if status == http.StatusMethodNotAllowed {
		code = CodeMethodNotAllowed
	}
	writeError(w, requestID, refuse(status, code, "%s", message))
}

// begin sets the headers that every answer carries, whatever comes of it, and
// returns the request's id.
func begin(w http.ResponseWriter, now time.Time) string {
	return apihttp.Begin(w.Header(), ids.New(ids.Request, now), now)
}
